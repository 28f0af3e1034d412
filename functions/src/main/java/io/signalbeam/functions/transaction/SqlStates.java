package io.signalbeam.functions.transaction;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a failed statement says of its cause: PostgreSQL's documentation, appendix A, "Error Codes". */
public final class SqlStates {

    private SqlStates() {}

    /** The rows themselves are at fault (classes 22 and 23): the same again would fail again. */
    public static boolean refusesContent(Throwable failure) {
        var state = state(failure);
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** A row with the same key is there already. */
    public static boolean isDuplicate(Throwable failure) {
        return "23505".equals(state(failure));
    }

    /** No partition takes a row. The state alone is that of any broken check. */
    public static boolean hasNoPartition(Throwable failure) {
        return "23514".equals(state(failure)) && message(failure).contains("no partition");
    }

    public static String message(Throwable failure) {
        var sql = find(failure);
        return sql == null || sql.getMessage() == null ? failure.toString() : sql.getMessage();
    }

    private static @Nullable String state(Throwable failure) {
        var sql = find(failure);
        return sql == null ? null : sql.getSQLState();
    }

    private static @Nullable SQLException find(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
