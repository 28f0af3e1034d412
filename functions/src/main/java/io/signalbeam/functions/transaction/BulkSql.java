package io.signalbeam.functions.transaction;

import org.jdbi.v3.core.Handle;

/** Tells the planner that a transaction is about thousands of rows. */
public final class BulkSql {
    /** From so many rows on, reading whole tables once is better than looking each row up. */
    private static final int MANY = 2_000;

    private BulkSql() {}

    /**
     * When there are many rows, no nested loops until the transaction ends. Rows that it has written itself, or that were
     * written a moment ago, are in no statistics yet, and a nested loop over what the planner takes for one row would be
     * quadratic.
     */
    public static void expect(Handle tx, int rows) {
        if (rows >= MANY) {
            tx.createQuery("SELECT set_config('enable_nestloop', 'off', true)")
                    .mapTo(String.class)
                    .one();
        }
    }
}
