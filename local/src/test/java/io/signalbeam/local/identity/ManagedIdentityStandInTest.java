package io.signalbeam.local.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedIdentityStandInTest {
    private static final String QUERY = "?api-version=2019-08-01&resource=https%3A%2F%2Feventhubs.azure.net%2F";

    @TempDir
    Path secrets;

    @Test
    void issues_a_token_for_one_resource_to_whoever_knows_the_header() throws Exception {
        try (var identity = ManagedIdentityStandIn.start(secrets, 0)) {
            var answer = get(identity, QUERY, identity.header());
            assertThat(answer.statusCode()).isEqualTo(200);
            var body = Json.lenient().readTree(answer.body());
            assertThat(body.required("resource").textValue()).isEqualTo("https://eventhubs.azure.net/");
            assertThat(Instant.ofEpochSecond(
                            Long.parseLong(body.required("expires_on").textValue())))
                    .isAfter(Instant.now());
            var token = body.required("access_token").textValue();
            assertThat(identity.verify(token, "https://eventhubs.azure.net")).isTrue();
            assertThat(identity.verify(token, "https://localhost")).isFalse();
            var flipped = token.endsWith("A") ? "Q" : "A";
            assertThat(identity.verify(
                            token.substring(0, token.length() - 2) + flipped + flipped, "https://eventhubs.azure.net"))
                    .isFalse();
            assertThat(identity.verify("nonsense", "https://localhost")).isFalse();
        }
    }

    @Test
    void refuses_a_wrong_header_and_a_missing_resource() throws Exception {
        try (var identity = ManagedIdentityStandIn.start(secrets, 0)) {
            assertThat(get(identity, QUERY, "guess").statusCode()).isEqualTo(401);
            assertThat(get(identity, "?api-version=2019-08-01", identity.header())
                            .statusCode())
                    .isEqualTo(400);
            assertThat(get(identity, "?resource=x", identity.header()).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void tokens_end_after_an_hour_and_outlive_a_restart() {
        String token;
        try (var identity = ManagedIdentityStandIn.start(secrets, 0)) {
            token = identity.token("https://localhost");
        }
        try (var again = ManagedIdentityStandIn.start(secrets, 0)) {
            assertThat(again.verify(token, "https://localhost")).isTrue();
        }
        var later = Clock.fixed(Instant.now().plus(Duration.ofMinutes(61)), ZoneOffset.UTC);
        try (var later61 = ManagedIdentityStandIn.start(secrets, 0, later)) {
            assertThat(later61.verify(token, "https://localhost")).isFalse();
        }
    }

    private static HttpResponse<String> get(ManagedIdentityStandIn identity, String query, String header)
            throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(identity.endpoint() + query))
                            .header("X-IDENTITY-HEADER", header)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
