package io.signalbeam.local.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceManagerStandInIT {
    private static final String VERSION = "?api-version=2024-01-01";

    @TempDir
    Path secrets;

    private final Policy policy = new Policy("publishers", "Zmlyc3Q=", Set.of(Right.SEND));
    private LocalCa ca;
    private ManagedIdentityStandIn identity;
    private ResourceManagerStandIn arm;

    @BeforeEach
    void start() {
        ca = LocalCa.open(secrets);
        identity = ManagedIdentityStandIn.start(secrets, 0);
        arm = ResourceManagerStandIn.start(0, ca, identity, policy);
    }

    @AfterEach
    void stop() {
        arm.close();
        identity.close();
    }

    @Test
    void lists_the_keys_and_makes_the_one_anew_that_is_named() throws Exception {
        var before = body(post(arm.policyId() + "/listKeys" + VERSION, "", token()), 200);
        assertThat(before.path("keyName").asText()).isEqualTo("publishers");
        assertThat(before.path("primaryKey").asText()).isEqualTo("Zmlyc3Q=");

        var path = arm.policyId().toUpperCase(Locale.ROOT) + "/regenerateKeys" + VERSION;
        var after = body(post(path, "{\"keyType\":\"SecondaryKey\"}", token()), 200);
        assertThat(after.path("primaryKey")).isEqualTo(before.path("primaryKey"));
        assertThat(after.path("secondaryKey")).isNotEqualTo(before.path("secondaryKey"));
        assertThat(policy.keys().secondary())
                .isEqualTo(after.path("secondaryKey").asText());
    }

    @Test
    void refuses_as_azure_does() throws Exception {
        var list = arm.policyId() + "/listKeys";
        assertThat(code(post(list + VERSION, "", "made-up"), 401)).isEqualTo("AuthenticationFailed");
        assertThat(code(post(list + VERSION, "", identity.token("https://vault.azure.net")), 401))
                .as("a token for something else")
                .isEqualTo("AuthenticationFailed");
        assertThat(code(post(list, "", token()), 400)).isEqualTo("MissingApiVersionParameter");
        assertThat(code(post(arm.policyId() + "x/listKeys" + VERSION, "", token()), 404))
                .isEqualTo("ResourceNotFound");
        var regenerate = arm.policyId() + "/regenerateKeys" + VERSION;
        assertThat(code(post(regenerate, "{\"keyType\":\"Third\"}", token()), 400))
                .isEqualTo("BadRequest");
        assertThat(policy.keys().primary()).isEqualTo("Zmlyc3Q=");
    }

    private String token() {
        return identity.token(arm.uri().toString());
    }

    private HttpResponse<String> post(String path, String body, String token) throws Exception {
        // By its port alone: whether arm.localhost is resolved is tried on the whole system.
        var address = "https://localhost:" + arm.uri().getPort() + path;
        try (var client = HttpClient.newBuilder().sslContext(ca.clientContext()).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .header("authorization", "Bearer " + token)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static JsonNode body(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.lenient().readTree(answer.body());
    }

    private static String code(HttpResponse<String> answer, int status) throws Exception {
        return body(answer, status).path("error").path("code").asText();
    }
}
