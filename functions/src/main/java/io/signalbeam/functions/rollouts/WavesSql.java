package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code rollout_waves}: when each wave began and ended. */
final class WavesSql {
    private WavesSql() {}

    /** When a wave came to each of its steps; null for what it has not come to. */
    record Times(
            @Nullable Instant approvedAt,
            @Nullable String approvedBy,
            @Nullable Instant startedAt,
            @Nullable Instant soakingAt,
            @Nullable Instant endedAt) {

        private static Times read(ResultSet row) throws SQLException {
            return new Times(
                    RowSql.instant(row, "approved_at"),
                    row.getString("approved_by"),
                    RowSql.instant(row, "started_at"),
                    RowSql.instant(row, "soaking_at"),
                    RowSql.instant(row, "ended_at"));
        }
    }

    static void insert(Handle tx, TenantId tenant, RolloutId id, int waves) {
        tx.createUpdate("INSERT INTO rollout_waves (tenant_id, rollout_id, ordinal)"
                        + " SELECT :tenant, :id, n FROM generate_series(0, :last) n")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .bind("last", waves - 1)
                .execute();
    }

    /** Notes what the rollout's new state says of its waves. */
    static void note(Handle tx, RolloutRow rollout, RolloutState next, Instant now) {
        switch (next) {
            case Running(int wave, Phase phase) -> note(tx, rollout, wave, phase, now);
            case RolloutState.Succeeded ignored -> note(tx, rollout, Integer.MAX_VALUE, new Phase.Updating(), now);
            case RolloutState.Unstarted ignored -> {}
            case RolloutState.Paused ignored -> {}
            case RolloutState.RollingBack ignored -> {}
            case RolloutState.Ended ignored -> {}
        }
    }

    private static void note(Handle tx, RolloutRow rollout, int wave, Phase phase, Instant now) {
        tx.createUpdate("""
                        UPDATE rollout_waves SET
                            started_at = CASE WHEN ordinal = :wave AND :begins THEN coalesce(started_at, :now::timestamptz)
                                ELSE started_at END,
                            soaking_at = CASE WHEN ordinal = :wave AND :soaks THEN :now::timestamptz ELSE soaking_at END,
                            ended_at = CASE WHEN ordinal < :wave THEN coalesce(ended_at, :now::timestamptz) END
                        WHERE tenant_id = :tenant AND rollout_id = :id""")
                .bind("tenant", rollout.tenant().value())
                .bind("id", rollout.id().value())
                .bind("wave", wave)
                .bind("begins", !(phase instanceof Phase.AwaitingApproval))
                .bind(
                        "soaks",
                        phase instanceof Phase.Soaking && !soaks(rollout.view().state(), wave))
                .bind("now", now)
                .execute();
    }

    /** Whether the wave soaks already: promoting and resuming do not begin anew. */
    private static boolean soaks(RolloutState before, int wave) {
        var running = before instanceof RolloutState.Paused(String ignored, Running from) ? from : before;
        return running instanceof Running(int at, Phase.Soaking ignored) && at == wave;
    }

    static void approve(Handle tx, RolloutRow rollout, int wave, String by, Instant now) {
        tx.createUpdate("UPDATE rollout_waves SET approved_at = :now::timestamptz, approved_by = :by"
                        + " WHERE tenant_id = :tenant AND rollout_id = :id AND ordinal = :wave")
                .bind("tenant", rollout.tenant().value())
                .bind("id", rollout.id().value())
                .bind("wave", wave)
                .bind("by", by)
                .bind("now", now)
                .execute();
    }

    static List<Times> times(Handle tx, TenantId tenant, RolloutId id) {
        return tx.createQuery(
                        "SELECT * FROM rollout_waves WHERE tenant_id = :tenant AND rollout_id = :id ORDER BY ordinal")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> Times.read(row))
                .list();
    }
}
