package io.signalbeam.agent.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.identity.DeviceIdentity;
import io.signalbeam.agent.identity.Enrollment;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiClientTest {
    private static final AgentFacts FACTS = new AgentFacts("1", "linux", "amd64", "host", null);

    @TempDir
    private Path folder;

    private FakeCloud cloud;
    private ServerClock clock;
    private ApiClient api;

    @BeforeEach
    void open() throws Exception {
        cloud = new FakeCloud();
        clock = new ServerClock(Clock.systemUTC());
        api = new ApiClient(cloud.uri(), null, clock, "1", null);
    }

    @AfterEach
    void close() {
        api.close();
        cloud.close();
    }

    @Test
    void enrols_once_and_hands_over_the_public_halves_only() throws Exception {
        var identity = enroll(FakeCloud.TOKEN);
        assertThat(identity.deviceKey()).startsWith("sbd_");
        assertThat(cloud.enrolled().signingKey())
                .isEqualTo(identity.keys().signing().publicKey());
        assertThat(cloud.enrolled().encryptionKey())
                .isEqualTo(identity.keys().encryption().publicKey());
        assertThat(cloud.enrolled().labels()).containsEntry("site", "berlin");
        assertThat(new Enrollment(folder).identity()).contains(identity);
        var file = folder.resolve("identity.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(identity.toString()).doesNotContain("sbd_");
    }

    @Test
    void an_enrolment_whose_answer_was_lost_gets_the_same_device() throws Exception {
        var lost = new Enrollment(folder);
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> lost.enroll(
                        request -> {
                            api.enroll(request);
                            throw new TransientFailure("unreachable", "the answer is lost", null);
                        },
                        cloud.uri().toString(),
                        FakeCloud.TOKEN,
                        new Enrollment.Wish(null, Map.of()),
                        FACTS));
        enroll(FakeCloud.TOKEN);
        assertThat(cloud.devices()).isEqualTo(1);
    }

    @Test
    void another_enrolment_remembers_the_device_before() throws Exception {
        var first = enroll(FakeCloud.TOKEN);
        var second = enroll(FakeCloud.TOKEN);
        assertThat(second.deviceId()).isNotEqualTo(first.deviceId());
        assertThat(second.former()).containsExactly(first.deviceId());
    }

    @Test
    void a_refused_token_is_told_with_the_apis_code() {
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> enroll("sbe_made_up"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("enrollment-token-invalid"));
    }

    @Test
    void polls_with_the_etag_and_sees_only_changes() throws Exception {
        var key = enroll(FakeCloud.TOKEN).deviceKey();
        var first = (Poll.Changed) api.desiredState(key, null);
        assertThat(first.desired().generation()).isEqualTo(1);
        assertThat(api.desiredState(key, first.etag())).isEqualTo(new Poll.Same());
        cloud.desire();
        assertThat(((Poll.Changed) api.desiredState(key, first.etag()))
                        .desired()
                        .generation())
                .isEqualTo(2);
    }

    @Test
    void a_key_that_is_refused_does_not_pass_by_itself() {
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> api.desiredState("sbd_no_key", null))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("device-key-invalid"));
    }

    @Test
    void too_many_requests_pass_after_as_long_as_the_server_says() {
        cloud.refuse(429, "rate-limited", "7");
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> api.lease("sbd_any_key"))
                .satisfies(failure -> assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void a_server_that_is_gone_is_a_passing_failure() {
        cloud.stop();
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> api.lease("sbd_any_key"))
                .withMessageContaining("connection refused");
    }

    @Test
    void learns_the_servers_time_and_corrects_by_it_beyond_two_seconds() throws Exception {
        enroll(FakeCloud.TOKEN);
        assertThat(clock.correction()).isZero();
        cloud.skew(Duration.ofHours(1));
        enroll(FakeCloud.TOKEN);
        assertThat(clock.correction()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    }

    @Test
    void signs_every_call_with_the_devices_own_key() throws Exception {
        var identity = enroll(FakeCloud.TOKEN);
        cloud.requireSignatures();
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> api.lease(identity.deviceKey()))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("signature-invalid"));
        try (var signing = new ApiClient(cloud.uri(), null, clock, "1", identity.signer())) {
            var key = identity.deviceKey();
            var etag = ((Poll.Changed) signing.desiredState(key, null)).etag();
            assertThat(signing.desiredState(key, etag)).isEqualTo(new Poll.Same());
            signing.lease(key);
            signing.report(
                    key, new DeviceReport(1, identity.deviceId(), 1, 1, Instant.now(), FACTS, List.of(), List.of()));
            assertThat(cloud.reports).hasSize(1);
        }
    }

    @Test
    void a_signature_that_a_wrong_clock_spoilt_is_made_again_by_the_time_of_the_refusal() throws Exception {
        var identity = enroll(FakeCloud.TOKEN);
        cloud.requireSignatures();
        var wrong = new ServerClock(InstantSource.offset(Clock.systemUTC(), Duration.ofDays(-400)));
        cloud.requests.clear();
        try (var signing = new ApiClient(cloud.uri(), null, wrong, "1", identity.signer())) {
            signing.lease(identity.deviceKey());
            signing.lease(identity.deviceKey());
        }
        assertThat(cloud.requests)
                .as("refused, once more, and right from then on")
                .hasSize(3);
    }

    private DeviceIdentity enroll(String token) throws InterruptedException {
        return new Enrollment(folder)
                .enroll(
                        api::enroll,
                        cloud.uri().toString(),
                        token,
                        new Enrollment.Wish("van", Map.of("site", "berlin")),
                        FACTS);
    }

    @Test
    void a_body_that_stops_half_way_holds_nobody_up() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var stalled = new ApiClient(
                        URI.create("http://127.0.0.1:" + server.getLocalPort()),
                        null,
                        clock,
                        "1",
                        null,
                        Duration.ofMillis(300))) {
            var hungUp = new CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\""
                                    .getBytes(StandardCharsets.US_ASCII));
                    // The request, and then the end of the connection: the client does not leave it open.
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                    hungUp.complete(true);
                } catch (IOException reset) {
                    hungUp.complete(true);
                }
            });
            assertThatExceptionOfType(TransientFailure.class)
                    .isThrownBy(() -> stalled.desiredState("sbd_key", null))
                    .withMessageContaining("no answer in time");
            assertThat(hungUp.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
