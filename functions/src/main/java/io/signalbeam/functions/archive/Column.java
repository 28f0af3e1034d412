package io.signalbeam.functions.archive;

/**
 * A column of archived rows.
 *
 * @param name as in the table
 */
public record Column(String name, Kind kind) {

    /** What a column's values are, beside null. */
    public enum Kind {
        /** {@link java.util.UUID}. */
        UUID,
        /** {@link Long}: microseconds since 1970, UTC. */
        TIME,
        /** {@link Long}. */
        WHOLE,
        /** {@link Double}. */
        NUMBER,
        /** {@link String}. */
        TEXT,
        /** {@link String}. */
        JSON
    }
}
