package io.signalbeam.functions.devices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.functions.telemetry.LatestSample;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.telemetry.MetricsSample;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A row of {@link DeviceSql} as a {@link DeviceView}. */
final class DeviceMapper implements RowMapper<DeviceView> {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final AgentFacts NO_FACTS = new AgentFacts("", "", "", "", null);

    @Override
    public DeviceView map(ResultSet row, StatementContext context) throws SQLException {
        return new DeviceView(
                new DeviceId(row.getObject("id", UUID.class)),
                row.getString("name"),
                texts(row.getString("labels")),
                Lifecycle.valueOf(row.getString("lifecycle")),
                DeviceStatus.valueOf(row.getString("status")),
                instant(row, "last_seen_at"),
                Objects.requireNonNull(instant(row, "enrolled_at")),
                row.getLong("generation"),
                row.getLong("observed_generation"),
                facts(row.getString("facts")),
                sample(row.getString("metrics")),
                instant(row, "metrics_at"),
                bundles(texts(row.getString("desired")), json(row.getString("report"), DeviceReport.class)),
                null,
                instant(row, "key_rotation_asked_at"),
                row.getBoolean("cloned"),
                row.getLong("revision"));
    }

    static AgentFacts facts(String text) {
        return text.equals("{}") ? NO_FACTS : Objects.requireNonNullElse(json(text, AgentFacts.class), NO_FACTS);
    }

    static Map<String, String> texts(@Nullable String text) {
        try {
            return text == null ? Map.of() : Json.lenient().readValue(text, TEXTS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> @Nullable T json(@Nullable String text, Class<T> type) {
        try {
            return text == null ? null : Json.lenient().readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable MetricsSample sample(@Nullable String text) {
        return text == null ? null : LatestSample.read(text);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static List<DeviceView.Bundle> bundles(Map<String, String> desired, @Nullable DeviceReport report) {
        var byId = new TreeMap<String, DeviceView.Bundle>();
        desired.forEach((id, version) -> byId.put(id, new DeviceView.Bundle(id, version, null, null, null)));
        if (report != null) {
            for (var status : report.bundles()) {
                byId.put(
                        status.bundleId(),
                        new DeviceView.Bundle(
                                status.bundleId(),
                                desired.get(status.bundleId()),
                                status.version(),
                                status.state(),
                                status.error()));
            }
        }
        return new ArrayList<>(byId.values());
    }
}
