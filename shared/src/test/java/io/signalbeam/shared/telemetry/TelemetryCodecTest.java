package io.signalbeam.shared.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.report.DeviceReport.ContainerStatus;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryCodecTest {
    private static final UUID ID = UUID.fromString("0197a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1b");
    private static final DeviceId SOURCE = DeviceId.parse("0197a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1c");
    private static final Instant TIME = Instant.parse("2026-11-21T04:05:06.789Z");
    private static final MetricsSample FULL = new MetricsSample(
            3600L,
            12.5,
            1L << 31,
            1L << 33,
            7L,
            1L << 40,
            0.25,
            -4.5,
            100L,
            200L,
            -1500L,
            Map.of("queue.depth", 3.0, "_x:y-z", -1e300),
            List.of(
                    new MetricsSample.ContainerSample("warehouse", "temp-sensor", 150.0, 1024L, 2),
                    new MetricsSample.ContainerSample("warehouse", "cache", null, null, null)));
    private static final MetricsSample EMPTY =
            new MetricsSample(null, null, null, null, null, null, null, null, null, null, null, Map.of(), List.of());

    @Test
    void a_full_and_an_empty_sample_survive() {
        for (var sample : List.of(FULL, EMPTY)) {
            assertThat(decode(metrics(sample)))
                    .isEqualTo(Validated.valid(new DecodedEvent.MetricsEvent(ID, SOURCE, TIME, sample)));
        }
    }

    @Test
    void the_body_is_compact() {
        assertThat(metrics(EMPTY))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"" + ID + "\",\"source\":\"" + SOURCE + "\",\"type\":\""
                        + TelemetryEvent.TYPE_METRICS + "\",\"time\":\"2026-11-21T04:05:06.789Z\",\"data\":{}}");
    }

    @Test
    void a_report_survives() {
        var report = report(SOURCE);

        assertThat(decode(state(report)))
                .isEqualTo(Validated.valid(new DecodedEvent.StateEvent(ID, SOURCE, TIME, report)));
    }

    @Test
    void the_payload_may_come_before_its_type() {
        var body = "{\"data\":{\"uptimeSeconds\":5,\"later\":[{}]},\"time\":\"2026-11-21T04:05:06.789Z\",\"source\":\""
                + SOURCE + "\",\"id\":\"" + ID + "\",\"type\":\"" + TelemetryEvent.TYPE_METRICS
                + "\",\"specversion\":\"1.0\"}";

        assertThat(decode(body))
                .isInstanceOfSatisfying(
                        Validated.Valid.class,
                        valid -> assertThat(((DecodedEvent.MetricsEvent) valid.value())
                                        .sample()
                                        .uptimeSeconds())
                                .isEqualTo(5L));
    }

    @Test
    void what_is_not_known_is_ignored() {
        var body = metrics(FULL)
                .replace("\"data\":{", "\"traceparent\":\"x\",\"ext\":[[1]],\"data\":{\"gpu\":{\"a\":[1,{}]},")
                .replace("\"restarts\":2", "\"restarts\":2,\"threads\":[3]");

        assertThat(decode(body)).isEqualTo(decode(metrics(FULL)));
    }

    @Test
    void an_unknown_type_is_told_apart_and_its_payload_is_not_looked_at() {
        var body = metrics(EMPTY).replace("metrics.v1", "dreams.v2").replace("{}}", "[{\"cpuPercent\":-1}]}");

        assertThat(decode(body))
                .isEqualTo(Validated.valid(
                        new DecodedEvent.UnknownType(ID, SOURCE, TIME, "io.signalbeam.device.dreams.v2")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'specversion':'1.0'      | 'specversion':'0.3'         | specversion | format",
                "'specversion':'1.0',     |                             | specversion | required",
                "'id':'0197               | 'id':'x197                  | id          | format",
                "'id':'0197               | 'id':5,'x':'0197            | id          | type",
                "'id':'0197               | 'id':null,'x':'0197         | id          | required",
                "'source':'0197           | 'source':'device-0197       | source      | format",
                "'source':'0197           | 'x':'0197                   | source      | required",
                "'source':'0197           | 'source':'','source':'0197  | source      | format,duplicate",
                "'type':'                 | 'x':'                       | type        | required",
                "'type':'                 | 'type':'','y':'             | type        | required",
                "'type':'                 | 'type':{},'y':'             | type        | type",
                "789Z'                    | 789'                        | time        | format",
                "2026-11-21               | 2026-02-30                  | time        | format",
                "T04:05                   | T24:05                      | time        | format",
                "'time':'                 | 'time':1,'y':'              | time        | type",
                "'data':{                 | 'datum':{                   | data        | required",
                "'data':{                 | 'data':null,'y':{           | data        | required",
                "'data':{                 | 'data':[],'y':{             | data        | type",
                "'uptimeSeconds':3600     | 'uptimeSeconds':-1          | data.uptimeSeconds | range",
                "'uptimeSeconds':3600     | 'uptimeSeconds':'3600'      | data.uptimeSeconds | type",
                "'uptimeSeconds':3600     | 'uptimeSeconds':1.5         | data.uptimeSeconds | type",
                "'uptimeSeconds':3600     | 'uptimeSeconds':99999999999999999999 | data.uptimeSeconds | range",
                "'uptimeSeconds':3600     | 'uptimeSeconds':1,'uptimeSeconds':2 | data.uptimeSeconds | duplicate",
                "'cpuPercent':12.5        | 'cpuPercent':100.1          | data.cpuPercent | range",
                "'cpuPercent':12.5        | 'cpuPercent':-0.1           | data.cpuPercent | range",
                "'cpuPercent':12.5        | 'cpuPercent':1e999          | data.cpuPercent | range",
                "'cpuPercent':12.5        | 'cpuPercent':true           | data.cpuPercent | type",
                "'memoryUsedBytes':2147483648 | 'memoryUsedBytes':-1    | data.memoryUsedBytes | range",
                "'memoryTotalBytes':8     | 'memoryTotalBytes':-8       | data.memoryTotalBytes | range",
                "'diskUsedBytes':7        | 'diskUsedBytes':-7          | data.diskUsedBytes | range",
                "'diskTotalBytes':1       | 'diskTotalBytes':-1         | data.diskTotalBytes | range",
                "'load1':0.25             | 'load1':-0.25               | data.load1  | range",
                "'temperatureCelsius':-4.5 | 'temperatureCelsius':-300  | data.temperatureCelsius | range",
                "'networkReceivedBytes':100 | 'networkReceivedBytes':-1 | data.networkReceivedBytes | range",
                "'networkSentBytes':200   | 'networkSentBytes':-1       | data.networkSentBytes | range",
                "'clockOffsetMillis':-1500 | 'clockOffsetMillis':'x'    | data.clockOffsetMillis | type",
                "'custom':{               | 'custom':[],'y':{           | data.custom | type",
                "'queue.depth'            | '0queue'                    | data.custom.0queue | format",
                "'queue.depth'            | ''                          | data.custom. | format",
                "'queue.depth'            | 'é'                         | data.custom.é | format",
                "'queue.depth':3.0        | 'queue.depth':'3'           | data.custom.queue.depth | type",
                "'queue.depth':3.0        | 'queue.depth':1e400         | data.custom.queue.depth | range",
                "'queue.depth':3.0        | 'q':1,'q':2                 | data.custom.q | duplicate",
                "'containers':[           | 'containers':5,'y':[        | data.containers | type",
                "'containers':[           | 'containers':[1,            | data.containers[0] | type",
                "'bundle':'warehouse','name':'temp-sensor' | 'name':'temp-sensor' | data.containers[0].bundle | required",
                "'name':'cache'           | 'name':'Cache'              | data.containers[1].name | format",
                "'cpuPercent':150.0       | 'cpuPercent':-1             | data.containers[0].cpuPercent | range",
                "'memoryBytes':1024       | 'memoryBytes':-1            | data.containers[0].memoryBytes | range",
                "'restarts':2             | 'restarts':2147483648       | data.containers[0].restarts | range"
            })
    void names_the_one_thing_that_is_wrong(String from, String to, String field, String codes) {
        var good = metrics(FULL);
        var bad = good.replaceFirst(
                java.util.regex.Pattern.quote(from.replace('\'', '"')),
                java.util.regex.Matcher.quoteReplacement(to == null ? "" : to.replace('\'', '"')));
        assertThat(bad).isNotEqualTo(good);

        assertThat(errors(bad))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error.field()).isEqualTo(field))
                .extracting(FieldError::code)
                .containsExactly(codes.split(","));
    }

    @Test
    void names_every_error_at_once() {
        assertThat(errors(
                        "{\"type\":\"" + TelemetryEvent.TYPE_METRICS + "\",\"data\":{\"cpuPercent\":-1,\"load1\":[]}}"))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("data.cpuPercent", "data.load1", "specversion", "id", "source", "time");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'schema':1               | 'schema':0                  | data.schema",
                "'sequence':9             | 'sequence':-1               | data.sequence",
                "'state':'Failed'         | 'state':'Dreaming'          | data.bundles[0].state",
                "'version':'1.0.0'        | 'version':7                 | data.bundles[0].version",
                "'startedAt':'2026        | 'startedAt':'never 2026     | data.containers[0].startedAt",
                "'agent':{                | 'y':{                       | data.agent",
                "'at':'2026               | 'at':null,'y':'2026         | data.at",
                "'deviceId':'0197         | 'deviceId':'x197            | data.deviceId"
            })
    void names_what_is_wrong_with_a_report(String from, String to, String field) {
        var good = state(report(SOURCE));
        var bad = good.replace(from.replace('\'', '"'), to.replace('\'', '"'));
        assertThat(bad).isNotEqualTo(good);

        assertThat(errors(bad)).singleElement().extracting(FieldError::field).isEqualTo(field);
    }

    @Test
    void a_report_of_another_device_is_refused() {
        assertThat(errors(state(report(DeviceId.random()))))
                .containsExactly(new FieldError("data.deviceId", "conflict", "must be the event's source"));
    }

    @Test
    void bounds_custom_metrics_containers_and_bytes() {
        var custom = IntStream.range(0, 201).boxed().collect(Collectors.toMap(i -> "m" + i, i -> (double) i));
        assertThat(errors(metrics(with(custom, List.of()))))
                .containsExactly(new FieldError("data.custom", "range", "at most 200 metrics, not 201"));
        custom.remove("m0");
        assertThat(errors(metrics(with(custom, List.of())))).isEmpty();

        var container = new MetricsSample.ContainerSample("b", "c", null, null, null);
        assertThat(errors(metrics(with(Map.of(), java.util.Collections.nCopies(257, container)))))
                .extracting(FieldError::field)
                .containsExactly("data.containers");
        assertThat(errors(metrics(with(Map.of("m".repeat(129), 1.0), List.of()))))
                .hasSize(1);
        assertThat(errors(" ".repeat(TelemetryEvent.MAX_BYTES + 1)))
                .extracting(FieldError::code)
                .containsExactly("range");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "5",
                "nonsense",
                "{} {}",
                "{\"data\":NaN}",
                "{\"data\":{\"containers\":[",
                "{\"data\":"
            })
    void says_what_is_wrong_with_a_body_that_is_no_event(String body) {
        assertThat(errors(body))
                .isNotEmpty()
                .allSatisfy(
                        error -> assertThat(error.message()).isNotBlank().doesNotContain("com.fasterxml", "Source:"));
    }

    @Test
    void deep_nesting_and_bytes_that_are_no_text_are_refused() {
        assertThat(errors("{\"x\":" + "[".repeat(100_000))).hasSize(1);
        assertThat(TelemetryCodec.decode(new byte[] {'{', '"', (byte) 0xff, (byte) 0xc0, '"', ':', '1', '}'}))
                .isInstanceOf(Validated.Invalid.class);
    }

    @Test
    void a_mutated_body_never_throws_and_what_is_taken_survives_again() {
        var bodies = List.of(metrics(FULL), state(report(SOURCE)));
        Seeded.cases(6000, random -> {
            var mutated = Seeded.mutate(random, Seeded.pick(random, bodies), "{}[]\",:0-1e.aA\\\u0000ü");
            if (decode(mutated)
                    instanceof
                    Validated.Valid<DecodedEvent>(
                            DecodedEvent.MetricsEvent(var id, var source, var time, var sample))) {
                var again = TelemetryCodec.encodeMetrics(
                        TelemetryEvent.of(id, source, TelemetryEvent.TYPE_METRICS, time, sample));
                assertThat(TelemetryCodec.decode(again))
                        .isEqualTo(Validated.valid(new DecodedEvent.MetricsEvent(id, source, time, sample)));
            }
        });
    }

    @Test
    void random_bytes_never_throw() {
        Seeded.cases(2000, random -> {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(TelemetryCodec.decode(bytes)).isInstanceOf(Validated.Invalid.class);
        });
    }

    private static MetricsSample with(Map<String, Double> custom, List<MetricsSample.ContainerSample> containers) {
        return new MetricsSample(null, null, null, null, null, null, null, null, null, null, null, custom, containers);
    }

    static DeviceReport report(DeviceId device) {
        return new DeviceReport(
                1,
                device,
                9,
                4,
                TIME,
                new AgentFacts("0.1.0", "Debian 12", "arm/v7", "gate-7", "docker 27.0.1"),
                List.of(
                        new BundleStatus(
                                "a", "1.0.0", BundleState.Failed, new ReportedError("crash-loop", "exit 1", "b")),
                        new BundleStatus("c", "2.0.0", BundleState.Running, null)),
                List.of(
                        new ContainerStatus("a", "b", "i:1", "sha256:x", "running", "healthy", 3, TIME, null),
                        new ContainerStatus("a", "d", "i:1", null, "missing", null, 0, null, "gone")));
    }

    private static String metrics(MetricsSample sample) {
        return new String(
                TelemetryCodec.encodeMetrics(TelemetryEvent.of(ID, SOURCE, TelemetryEvent.TYPE_METRICS, TIME, sample)),
                StandardCharsets.UTF_8);
    }

    private static String state(DeviceReport report) {
        return new String(
                TelemetryCodec.encodeReport(TelemetryEvent.of(ID, SOURCE, TelemetryEvent.TYPE_STATE, TIME, report)),
                StandardCharsets.UTF_8);
    }

    private static Validated<DecodedEvent> decode(String body) {
        return TelemetryCodec.decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<FieldError> errors(String body) {
        return switch (decode(body)) {
            case Validated.Valid<DecodedEvent> valid -> List.of();
            case Validated.Invalid<DecodedEvent>(var errors) -> errors;
        };
    }
}
