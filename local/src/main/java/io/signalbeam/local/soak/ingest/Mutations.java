package io.signalbeam.local.soak.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes good events worse, by chance out of a seed: their fields, their times, their senders, and their very bytes. */
final class Mutations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LARGE = 300 * 1024;

    /** Text that has broken something somewhere. */
    private static final List<String> ODD = List.of(
            "",
            " ",
            "\u0000",
            "a\u0000b",
            "\ud83d\ude80",
            "\ufeff",
            "null",
            "'; drop table devices; --",
            "${jndi:ldap://127.0.0.1/a}",
            "../../etc/passwd",
            "-0",
            "1e400",
            "NaN",
            "2026-02-30T00:00:00Z",
            "0000-00-00T00:00:00Z",
            "9999-12-31T23:59:60Z",
            "x".repeat(5_000));

    private static final List<BigDecimal> NUMBERS = List.of(
            BigDecimal.ZERO,
            BigDecimal.ONE.negate(),
            new BigDecimal("1e308"),
            new BigDecimal("-1e309"),
            new BigDecimal("1e-400"),
            new BigDecimal("9223372036854775807"),
            new BigDecimal("9223372036854775808"),
            new BigDecimal("99999999999999999999999999999999999999"),
            new BigDecimal("100.00000000001"),
            new BigDecimal("0.1"));

    private final Random random;
    private final List<DeviceId> devices;
    private final DeviceId disabled;
    private final List<DeviceId> strangers = List.of(DeviceId.random(), DeviceId.random());
    private @Nullable Mutant last;

    /** @param devices at least two that may send */
    Mutations(long seed, List<DeviceId> devices, DeviceId disabled) {
        this.random = new Random(seed);
        this.devices = List.copyOf(devices);
        this.disabled = disabled;
    }

    Mutant next() {
        // Now and then the same again, as after a lost acknowledgement.
        if (last == null || random.nextInt(50) > 0) {
            last = fresh();
        }
        return last;
    }

    private Mutant fresh() {
        var device = any(devices);
        var body = good(device, time());
        return switch (random.nextInt(10)) {
            case 0 -> new Mutant(device, properties(), body);
            case 1 -> new Mutant(publisher(), properties(), body);
            case 2, 3 -> new Mutant(device, properties(), bytes(body));
            case 4 -> new Mutant(device, properties(), random.nextInt(20) == 0 ? new byte[LARGE] : new byte[0]);
            default -> new Mutant(device, properties(), fields(body));
        };
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private @Nullable DeviceId publisher() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> disabled;
            case 2 -> any(strangers);
            default -> any(devices);
        };
    }

    private Instant time() {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return switch (random.nextInt(12)) {
            case 0 -> now.plus(Duration.ofMinutes(random.nextInt(600)));
            case 1 -> now.minus(Duration.ofDays(random.nextInt(200)));
            case 2 -> Instant.EPOCH.plusMillis(random.nextInt());
            case 3 -> Instant.parse("9999-12-31T23:59:59.999Z");
            default -> now.minusMillis(random.nextInt(100_000));
        };
    }

    private byte[] good(DeviceId device, Instant time) {
        var sample = new MetricsSample(
                random.nextLong(1L << 40),
                random.nextDouble() * 100,
                1L << 30,
                4L << 30,
                9L << 30,
                32L << 30,
                random.nextDouble() * 8,
                48.5,
                1_000_000L,
                500_000L,
                random.nextBoolean() ? null : random.nextLong(10_000),
                Map.of("queue_depth", random.nextDouble()),
                List.of(new ContainerSample("shop", "till", 3.5, 40L << 20, 0)));
        return TelemetryCodec.encodeMetrics(
                TelemetryEvent.of(UuidV7.random(), device, TelemetryEvent.TYPE_METRICS, time, sample));
    }

    /** What a sender may put beside a body, of any type that AMQP has and the SDK takes. */
    private Map<String, Object> properties() {
        var properties = new HashMap<String, Object>();
        while (random.nextInt(3) == 0) {
            var name = random.nextInt(4) == 0 ? any(ODD) : "p" + random.nextInt(5);
            properties.put(
                    name,
                    switch (random.nextInt(7)) {
                        case 0 -> random.nextInt();
                        case 1 -> random.nextLong();
                        case 2 -> random.nextBoolean() ? Double.NaN : random.nextDouble();
                        case 3 -> random.nextBoolean();
                        case 4 -> UuidV7.random();
                        case 5 -> random.nextFloat();
                        default -> any(ODD);
                    });
        }
        return properties;
    }

    private byte[] bytes(byte[] body) {
        var changed = body.clone();
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(changed, random.nextInt(changed.length));
            case 1 -> {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                yield changed;
            }
            case 2 -> {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                yield changed;
            }
            case 3 -> {
                var noise = new byte[random.nextInt(400)];
                random.nextBytes(noise);
                yield noise;
            }
            case 4 -> join(changed, changed);
            default -> join("\ufeff".getBytes(StandardCharsets.UTF_8), changed);
        };
    }

    private static byte[] join(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private byte[] fields(byte[] body) {
        try {
            var event = (ObjectNode) JSON.readTree(body);
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutate(event);
            }
            return JSON.writeValueAsBytes(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mutate(ObjectNode event) {
        var objects = new ArrayList<ObjectNode>();
        collect(event, objects);
        var object = any(objects);
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty() || random.nextInt(6) == 0) {
            object.set(any(ODD), value(0));
            return;
        }
        var name = any(names);
        switch (random.nextInt(5)) {
            case 0 -> object.remove(name);
            case 1 -> {
                var value = object.remove(name);
                object.set(name.toUpperCase(Locale.ROOT), value);
            }
            default -> object.set(name, value(0));
        }
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        node.forEach(child -> collect(child, objects));
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 8)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(any(NUMBERS));
            case 3 -> NODES.textNode(any(ODD));
            case 4 -> NODES.numberNode(random.nextInt());
            case 5 -> {
                var array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth + 1));
                }
                yield array;
            }
            case 6 -> {
                var object = NODES.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(any(ODD), value(depth + 1));
                }
                yield object;
            }
            default -> deep();
        };
    }

    private JsonNode deep() {
        JsonNode inner = NODES.numberNode(1);
        for (int i = random.nextInt(200); i > 0; i--) {
            ArrayNode outer = NODES.arrayNode();
            outer.add(inner);
            inner = outer;
        }
        return inner;
    }
}
