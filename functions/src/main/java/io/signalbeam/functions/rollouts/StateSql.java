package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which rollouts there are to be moved on, and where each stands. */
final class StateSql {
    private StateSql() {}

    /** Names a rollout of some tenant. */
    record Name(RolloutId id, TenantId tenant) {}

    /** Those that time or devices may move. */
    static List<Name> active(Handle tx, Instant now) {
        return tx.createQuery("""
                        SELECT id, tenant_id FROM rollouts
                        WHERE ended_at IS NULL AND (status IN ('Running', 'Paused', 'RollingBack')
                              OR (status = 'Scheduled' AND start_at <= :now::timestamptz))
                          AND NOT EXISTS (SELECT FROM tenants t WHERE t.id = tenant_id AND t.deleted_at IS NOT NULL)
                        ORDER BY id""")
                .bind("now", now)
                .map((row, context) -> new Name(
                        new RolloutId(row.getObject("id", UUID.class)),
                        new TenantId(row.getObject("tenant_id", UUID.class))))
                .list();
    }

    /** Empty when it has ended, or another transaction is moving it. */
    static Optional<RolloutRow> take(Handle tx, TenantId tenant, RolloutId id) {
        return tx.createQuery("SELECT * FROM rollouts WHERE tenant_id = :tenant AND id = :id AND ended_at IS NULL"
                        + " FOR UPDATE SKIP LOCKED")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> RowSql.read(row))
                .findOne();
    }

    /** Waits until nobody else moves it. */
    static Optional<RolloutRow> lock(Handle tx, TenantId tenant, RolloutId id) {
        return tx.createQuery("SELECT * FROM rollouts WHERE tenant_id = :tenant AND id = :id FOR UPDATE")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> RowSql.read(row))
                .findOne();
    }

    static Optional<RolloutRow> find(Handle tx, TenantId tenant, RolloutId id) {
        return tx.createQuery("SELECT * FROM rollouts WHERE tenant_id = :tenant AND id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> RowSql.read(row))
                .findOne();
    }

    /** @throws IllegalStateException when the table of transitions does not have it */
    static void become(Handle tx, RolloutRow rollout, RolloutState next, Instant now) {
        var before = rollout.view().state().status();
        var status = next.status();
        if (status != before && !before.next().contains(status)) {
            throw new IllegalStateException("rollout " + rollout.id() + " cannot go from " + before + " to " + status);
        }
        var columns = Columns.of(next);
        tx.createUpdate("""
                        UPDATE rollouts SET status = :status, reason = :reason, wave = coalesce(:wave::integer, wave),
                            phase = :phase, soak_until = :soakUntil::timestamptz,
                            started_at = CASE WHEN :running THEN coalesce(started_at, clock_timestamp()) ELSE started_at END,
                            ended_at = CASE WHEN :ended THEN :now::timestamptz END
                        WHERE tenant_id = :tenant AND id = :id""")
                .bind("tenant", rollout.tenant().value())
                .bind("id", rollout.id().value())
                .bind("status", status.name())
                .bind("reason", columns.reason())
                .bind("wave", columns.wave())
                .bind("phase", columns.phase())
                .bind("soakUntil", columns.soakUntil())
                .bind("running", status == RolloutStatus.Running)
                .bind("ended", status.ended())
                .bind("now", now)
                .execute();
        WavesSql.note(tx, rollout, next, now);
    }

    /** What the state is in columns; a wave that is null stays. */
    record Columns(
            @Nullable String reason,
            @Nullable Integer wave,
            @Nullable String phase,
            @Nullable Instant soakUntil) {

        static Columns of(RolloutState state) {
            return switch (state) {
                case RolloutState.Unstarted ignored -> new Columns(null, null, null, null);
                case Running running -> running(running, null);
                case RolloutState.Paused(String reason, Running from) -> running(from, reason);
                case RolloutState.RollingBack(String reason) -> new Columns(reason, null, null, null);
                case RolloutState.Succeeded ignored -> new Columns(null, null, null, null);
                case RolloutState.Failed(String reason, int wave, boolean goingBack) ->
                    new Columns(reason, wave, goingBack ? "GoingBack" : null, null);
                case RolloutState.RolledBack(String reason) -> new Columns(reason, null, null, null);
                case RolloutState.Cancelled(String reason) -> new Columns(reason, null, null, null);
            };
        }

        private static Columns running(Running running, @Nullable String reason) {
            return switch (running.phase()) {
                case Phase.AwaitingApproval ignored -> new Columns(reason, running.wave(), "AwaitingApproval", null);
                case Phase.Updating ignored -> new Columns(reason, running.wave(), "Updating", null);
                case Phase.Soaking(Instant until) -> new Columns(reason, running.wave(), "Soaking", until);
            };
        }
    }

    /** What failed so far does not stop it again. */
    static void forgive(Handle tx, RolloutRow rollout, int failed, int tried) {
        tx.createUpdate("UPDATE rollouts SET forgiven_failed = :failed, forgiven_tried = :tried"
                        + " WHERE tenant_id = :tenant AND id = :id")
                .bind("tenant", rollout.tenant().value())
                .bind("id", rollout.id().value())
                .bind("failed", failed)
                .bind("tried", tried)
                .execute();
    }
}
