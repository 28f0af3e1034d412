package io.signalbeam.shared.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.report.ReportReader;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {
    private static final DeviceId DEVICE = DeviceId.random();
    private static final Instant NOW = Instant.parse("2026-11-21T04:05:06.789Z");
    private static final AgentFacts FACTS = new AgentFacts("0.1.0", "Debian 12", "arm64", "gate-7", null);
    private static final EnrollRequest ENROLL = new EnrollRequest(
            "sbe_x", UuidV7.random().toString(), "gate-7", Map.of("env", "prod"), FACTS, "AAAA", null);
    private static final HeartbeatRequest HEARTBEAT = new HeartbeatRequest(
            UuidV7.random(),
            NOW,
            new MetricsSample(
                    1L, 2.5, null, null, null, null, null, null, null, null, null, Map.of("a", 1.0), List.of()));

    @Test
    void every_document_survives_and_ignores_what_it_does_not_know() throws JsonProcessingException {
        var channel = new LeaseResponse.Channel("device-telemetry", "Endpoint=sb://x");
        survives(new LeaseResponse("persistent", channel, channel, NOW, NOW, NOW), LeaseResponse.class);
        survives(
                new EnrollResponse(DEVICE, TenantId.random(), "gate-7", "sbd_x", AgentSettings.DEFAULTS, NOW),
                EnrollResponse.class);
        survives(new ServerTime(NOW), ServerTime.class);
        survives(ENROLL, EnrollRequest.class);
        survives(HEARTBEAT, HeartbeatRequest.class);
        survives(
                new DesiredState(
                        DesiredState.SCHEMA,
                        DEVICE,
                        TenantId.random(),
                        7,
                        "gate-7",
                        Map.of("env", "prod"),
                        List.of(new DesiredBundle(
                                "b",
                                "1.0.0",
                                "sha256:x",
                                List.of(ContainerSpec.of("c", "i")),
                                List.of(new ArtifactSpec("f", "x", 1, "/f")))),
                        new AgentSettings(1, 2)),
                DesiredState.class);
    }

    @Test
    void a_desired_state_of_an_older_cloud_gets_defaults() throws JsonProcessingException {
        var json = "{\"schema\":1,\"deviceId\":\"%s\",\"tenantId\":\"%s\",\"generation\":1,\"deviceName\":\"d\"}"
                .formatted(DEVICE, TenantId.random());

        var desired = Json.lenient().readValue(json, DesiredState.class);

        assertThat(desired.bundles()).isEmpty();
        assertThat(desired.labels()).isEmpty();
        assertThat(desired.agent()).isEqualTo(AgentSettings.DEFAULTS);
    }

    @Test
    void requests_read_back() {
        assertThat(ApiReader.enrollRequest(Json.writeBytes(ENROLL))).isEqualTo(Validated.valid(ENROLL));
        assertThat(ApiReader.heartbeat(Json.writeBytes(HEARTBEAT))).isEqualTo(Validated.valid(HEARTBEAT));
    }

    @Test
    void a_report_by_itself_reads_back() {
        var report = new DeviceReport(1, DEVICE, 1, 0, NOW, FACTS, List.of(), List.of());

        assertThat(ReportReader.read(Json.writeBytes(report))).isEqualTo(Validated.valid(report));
        assertThat(errors(ReportReader.read(bytes("{}"))))
                .extracting(FieldError::field)
                .containsExactly("schema", "deviceId", "sequence", "observedGeneration", "at", "agent");
        assertThat(errors(ReportReader.read(bytes("[]")))).hasSize(1);
        assertThat(errors(ReportReader.read(bytes("[")))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{                                            |",
                "[]                                           |",
                "{'token':7}                                  | token,requestId,facts",
                "{'token':'a','requestId':'b','facts':{}}     | requestId,facts.version,facts.os,facts.arch,facts.hostname",
                "{'token':'a','name':' ','labels':{'-':''}}   | requestId,name,labels.-,facts",
                "{'signingKey':'!','encryptionKey':'='}       | token,requestId,facts,signingKey,encryptionKey"
            })
    void names_every_field_of_an_enrolment_that_is_wrong(String json, String fields) {
        assertThat(errors(ApiReader.enrollRequest(bytes(json.replace('\'', '"')))))
                .extracting(FieldError::field)
                .containsExactly(fields == null ? new String[] {""} : fields.split(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{                                               |",
                "[]                                              |",
                "{}                                              | eventId,at,metrics",
                "{'eventId':'x','at':'then','metrics':[]}        | eventId,at,metrics",
                "{'metrics':{'cpuPercent':101,'custom':{'':1}}}  | eventId,at,metrics.cpuPercent,metrics.custom."
            })
    void names_every_field_of_a_heartbeat_that_is_wrong(String json, String fields) {
        assertThat(errors(ApiReader.heartbeat(bytes(json.replace('\'', '"')))))
                .extracting(FieldError::field)
                .containsExactly(fields == null ? new String[] {""} : fields.split(","));
    }

    @Test
    void a_mutated_request_never_throws() {
        var enroll = Json.write(ENROLL);
        var heartbeat = Json.write(HEARTBEAT);
        Seeded.cases(2000, random -> {
            ApiReader.enrollRequest(bytes(Seeded.mutate(random, enroll, "{}[]\",:0-1e.aA\\\u0000ü")));
            ApiReader.heartbeat(bytes(Seeded.mutate(random, heartbeat, "{}[]\",:0-1e.aA\\\u0000ü")));
        });
    }

    private static <T> void survives(T value, Class<T> type) throws JsonProcessingException {
        var json = Json.write(value);
        assertThat(Json.lenient().readValue(json, type)).isEqualTo(value);
        assertThat(Json.lenient().readValue(json.replaceFirst("\\{", "{\"fromTheFuture\":{},"), type))
                .isEqualTo(value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> List<FieldError> errors(Validated<T> result) {
        return switch (result) {
            case Validated.Valid<T> valid -> List.of();
            case Validated.Invalid<T>(var errors) -> errors;
        };
    }
}
