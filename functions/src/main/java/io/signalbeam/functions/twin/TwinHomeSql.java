package io.signalbeam.functions.twin;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The table {@code twin_home}, and what follows when it changes. */
final class TwinHomeSql {
    private TwinHomeSql() {}

    /** Whether there is nothing to do: the twins are all in this account, or the database is not to be written. */
    static boolean isSettled(Handle tx, String endpoint) {
        return tx.createQuery("select pg_is_in_recovery() or exists ("
                        + "select from twin_home where endpoint = :endpoint and moving_through is null)")
                .bind("endpoint", endpoint)
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether the twins were in another account until now. Of several that ask at once, one hears yes. */
    static boolean move(Handle tx, String endpoint, Instant now) {
        tx.createUpdate("insert into twin_home (endpoint) values (:endpoint) on conflict do nothing")
                .bind("endpoint", endpoint)
                .execute();
        return tx.createUpdate("update twin_home set endpoint = :endpoint, moved_at = :now where endpoint <> :endpoint")
                        .bind("endpoint", endpoint)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** The move ends with what is in the outbox now. */
    static void note(Handle tx) {
        tx.execute("update twin_home set moving_through = (select max(id) from outbox)");
    }

    /** Whether it has ended just now. */
    static boolean end(Handle tx) {
        return tx.execute("update twin_home set moving_through = null where moving_through is not null"
                        + " and not exists (select from outbox where id <= moving_through)")
                == 1;
    }

    /** No rollout goes on until the transaction ends. To come first: who advances one locks it before its devices. */
    static void holdRollouts(Handle tx) {
        tx.createQuery("select count(*) from (select from rollouts where ended_at is null order by id for update) r")
                .mapTo(Integer.class)
                .one();
    }

    /** Locked in the order of their ids, as by everybody who changes several devices. */
    static void raiseDevices(Handle tx, int by) {
        tx.createUpdate("""
                        with locked as materialized (select id from devices order by id for no key update)
                        update devices d set generation = d.generation + :by, revision = d.revision + :by
                        from locked where d.id = locked.id""").bind("by", by).execute();
    }

    /**
     * What a device was asked and has not seen counts from its raised generation on: that of before may be the number of
     * another change, which went with the place where it was made.
     */
    static void raiseRollouts(Handle tx) {
        tx.execute("""
                update rollout_devices r set generation = d.generation from devices d
                where d.id = r.device_id and d.tenant_id = r.tenant_id
                  and r.status = 'Updating' and r.seen_at is null and r.generation is not null""");
    }

    /** How many were not queued yet. */
    static int queueAll(Handle tx) {
        return tx.execute("""
                insert into outbox (tenant_id, device_id)
                select d.tenant_id, d.id from devices d
                where not exists (select from outbox o where o.device_id = d.id)
                order by d.id""");
    }
}
