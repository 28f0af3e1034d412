package io.signalbeam.functions.rollouts;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes sense of a row of {@code rollouts}. */
final class RowSql {
    private RowSql() {}

    static RolloutRow read(ResultSet row) throws SQLException {
        var group = row.getObject("group_id", UUID.class);
        return new RolloutRow(
                new RolloutId(row.getObject("id", UUID.class)),
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getString("bundle_id"),
                row.getString("version"),
                group == null ? null : new GroupId(group),
                instant(row, "start_at"),
                new RolloutView(
                        state(row),
                        plan(row.getString("plan")),
                        Duration.ofSeconds(row.getInt("device_deadline_seconds")),
                        new RolloutView.Forgiven(row.getInt("forgiven_failed"), row.getInt("forgiven_tried"))));
    }

    static RolloutState state(ResultSet row) throws SQLException {
        var reason = Objects.requireNonNullElse(row.getString("reason"), "");
        return switch (RolloutStatus.valueOf(row.getString("status"))) {
            case Draft -> new RolloutState.Draft();
            case AwaitingApproval -> new RolloutState.AwaitingApproval();
            case Scheduled -> new RolloutState.Scheduled(Objects.requireNonNull(instant(row, "start_at")));
            case Running -> running(row);
            case Paused -> new RolloutState.Paused(reason, running(row));
            case RollingBack -> new RolloutState.RollingBack(reason);
            case Succeeded -> new RolloutState.Succeeded();
            case Failed ->
                new RolloutState.Failed(reason, row.getInt("wave"), "GoingBack".equals(row.getString("phase")));
            case RolledBack -> new RolloutState.RolledBack(reason);
            case Cancelled -> new RolloutState.Cancelled(reason);
        };
    }

    private static Running running(ResultSet row) throws SQLException {
        return new Running(row.getInt("wave"), phase(row));
    }

    private static Phase phase(ResultSet row) throws SQLException {
        var phase = Objects.requireNonNullElse(row.getString("phase"), "Updating");
        return switch (phase) {
            case "AwaitingApproval" -> new Phase.AwaitingApproval();
            case "Soaking" -> new Phase.Soaking(Objects.requireNonNull(instant(row, "soak_until")));
            default -> new Phase.Updating();
        };
    }

    static RolloutPlan plan(String json) {
        try {
            return Json.lenient().readValue(json, RolloutPlan.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
