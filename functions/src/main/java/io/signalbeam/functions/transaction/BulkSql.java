package io.signalbeam.functions.transaction;

import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Tells the planner that a transaction is about thousands of rows. */
public final class BulkSql {
    /** From so many rows on, reading whole tables once is better than looking each row up. */
    private static final int MANY = 2_000;

    /** Of memory for each sort and hash table: the usual 4 MB are on disk soon. */
    private static final String ROOM = "64MB";

    private BulkSql() {}

    /**
     * When there are many rows, no nested loops until the transaction ends. Rows that it has written itself, or that were
     * written a moment ago, are in no statistics yet, and a nested loop over what the planner takes for one row would be
     * quadratic.
     */
    public static void expect(Handle tx, int rows) {
        if (rows >= MANY) {
            nestedLoops(tx, "off");
            room(tx);
        }
    }

    /**
     * Lets the transaction sort and join in memory, where it is not known yet whether there are many rows. Nor are its
     * statements compiled to machine code, which takes longer than any of them.
     */
    public static void room(Handle tx) {
        tx.createQuery("SELECT set_config('work_mem', :room, true) || set_config('jit', 'off', true)")
                .bind("room", ROOM)
                .mapTo(String.class)
                .one();
    }

    /** In such a transaction, a query that looks up a bounded number of rows one by one, in tables that may be large. */
    public static <T> T byKey(Handle tx, Supplier<T> query) {
        var before = tx.createQuery("SELECT current_setting('enable_nestloop')")
                .mapTo(String.class)
                .one();
        nestedLoops(tx, "on");
        var found = query.get();
        nestedLoops(tx, before);
        return found;
    }

    private static void nestedLoops(Handle tx, String setting) {
        tx.createQuery("SELECT set_config('enable_nestloop', :setting, true)")
                .bind("setting", setting)
                .mapTo(String.class)
                .one();
    }
}
