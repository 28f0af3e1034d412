package io.signalbeam.functions.transaction;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.PGConnection;

/** Brings many rows into a table at once, in the caller's transaction. */
public final class Copy {

    private Copy() {}

    /** @param statement {@code COPY … FROM STDIN (FORMAT binary)} */
    public static void in(Handle handle, String statement, BinaryRows rows) {
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
            throw new Failed(e);
        }
    }

    /** As all of Jdbi's, so that whoever runs the transaction need not tell them apart. */
    public static final class Failed extends JdbiException {
        Failed(SQLException cause) {
            super("COPY: " + cause.getMessage(), cause);
        }
    }
}
