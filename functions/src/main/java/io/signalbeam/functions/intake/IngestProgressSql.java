package io.signalbeam.functions.intake;

import io.signalbeam.functions.intake.IngestProgress.Mark;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code ingest_progress}. */
public final class IngestProgressSql {

    private IngestProgressSql() {}

    static int put(Handle tx, Mark mark) {
        // A mark that a crash takes back says less than is true, which does no harm, and waits for no disk.
        tx.execute("set local synchronous_commit = off");
        return tx.createUpdate("""
                        insert into ingest_progress (hub, partition, enqueued_at, taken_at)
                        values (:hub, :partition, :enqueued, :taken)
                        on conflict (hub, partition) do update
                            set enqueued_at = excluded.enqueued_at, taken_at = excluded.taken_at
                        """)
                .bind("hub", mark.hub())
                .bind("partition", mark.partition())
                .bind("enqueued", mark.enqueuedAt())
                .bind("taken", mark.takenAt())
                .execute();
    }

    /** The mark of each partition of which a batch was taken after this time. */
    public static List<Mark> takenAfter(Handle tx, Instant bound) {
        return tx.createQuery(
                        "select hub, partition, enqueued_at, taken_at from ingest_progress where taken_at > :bound")
                .bind("bound", bound)
                .map((row, context) -> new Mark(
                        row.getString("hub"),
                        row.getString("partition"),
                        row.getObject("enqueued_at", OffsetDateTime.class).toInstant(),
                        row.getObject("taken_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
