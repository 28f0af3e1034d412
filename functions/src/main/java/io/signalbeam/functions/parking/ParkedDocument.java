package io.signalbeam.functions.parking;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.Poison;
import io.signalbeam.shared.id.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a parked event: JSON in the container {@code parked}, whole, so that it can be sent again.
 *
 * @param schema version of this document's form, now 1
 * @param body the original bytes; Base64 in JSON
 */
public record ParkedDocument(
        int schema,
        UUID id,
        @Nullable TenantId tenantId,
        String hub,
        String partition,
        long sequenceNumber,
        Instant enqueuedAt,
        @Nullable String publisher,
        String reason,
        String detail,
        JsonNode properties,
        byte[] body) {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);
    private static final int LONGEST_DETAIL = 1000;

    /** The same for the same event, however often it is delivered. */
    public static ParkedDocument of(Poison poison) {
        var delivery = poison.delivery();
        var position = delivery.position();
        return new ParkedDocument(
                1,
                UUID.nameUUIDFromBytes("%s/%s/%d/%s"
                        .formatted(position.hub(), position.partition(), position.sequence(), position.enqueuedAt())
                        .getBytes(StandardCharsets.UTF_8)),
                poison.tenant(),
                position.hub(),
                position.partition(),
                position.sequence(),
                position.enqueuedAt(),
                delivery.publisher(),
                poison.reason().word(),
                detail(poison),
                delivery.properties(),
                delivery.body());
    }

    /** Why, in so few words that the index can keep them. */
    static String detail(Poison poison) {
        var detail = poison.detail().replace('\0', ' ');
        return detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
    }

    /** As the hub delivered it, but for its bytes. */
    Delivery delivery(byte[] bytes) {
        return new Delivery(
                new Delivery.Position(hub, partition, sequenceNumber, enqueuedAt), publisher, properties, bytes);
    }

    /** {@code <tenant or _unknown>/<yyyy>/<MM>/<dd>/<hub>-<partition>-<sequence>.json}, by the day it was enqueued. */
    public String blob() {
        return "%s/%s/%s-%s-%d.json"
                .formatted(
                        tenantId == null ? "_unknown" : tenantId,
                        DAY.format(enqueuedAt),
                        hub,
                        partition,
                        sequenceNumber);
    }
}
