package io.signalbeam.functions.transaction;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.PGConnection;

/**
 * Brings many rows into a table at once, in the caller's transaction.
 *
 * <p>It shows in the caller's trace, where there is one, as any other statement does: those who watch JDBC do not see COPY.
 */
public final class Copy {
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system");
    private static final AttributeKey<String> STATEMENT = AttributeKey.stringKey("db.statement");

    private Copy() {}

    /** @param statement {@code COPY … FROM STDIN (FORMAT binary)} */
    public static void in(Handle handle, String statement, BinaryRows rows) {
        var span = span(statement);
        try {
            var copy = handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(statement);
            try {
                rows.finish(copy::writeToCopy);
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            span.setStatus(StatusCode.ERROR).recordException(e);
            throw new Failed(e);
        } finally {
            span.end();
        }
    }

    private static Span span(String statement) {
        if (!Span.current().isRecording()) {
            return Span.getInvalid();
        }
        return GlobalOpenTelemetry.getTracer("io.signalbeam.copy")
                .spanBuilder("COPY")
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(SYSTEM, "postgresql")
                .setAttribute(STATEMENT, statement)
                .startSpan();
    }

    /** As all of Jdbi's, so that whoever runs the transaction need not tell them apart. */
    public static final class Failed extends JdbiException {
        Failed(SQLException cause) {
            super("COPY: " + cause.getMessage(), cause);
        }
    }
}
