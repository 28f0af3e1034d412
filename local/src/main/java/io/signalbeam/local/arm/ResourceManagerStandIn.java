package io.signalbeam.local.arm;

import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import io.signalbeam.local.identity.TokenCheck;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code listKeys} and {@code regenerateKeys} of one authorization rule of the local namespace, over HTTPS at
 * {@code https://arm.localhost:PORT}, as the REST API of Microsoft.EventHub has them. Resource ids are matched whatever
 * their case, as Azure does.
 */
public final class ResourceManagerStandIn implements AutoCloseable {
    private static final String NAMESPACE = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/local"
            + "/providers/Microsoft.EventHub/namespaces/signalbeam-local";

    private final Policy policy;
    private final TokenCheck tokens;
    private final HttpService http;

    private ResourceManagerStandIn(int port, LocalCa ca, TokenCheck tokens, Policy policy) {
        this.policy = policy;
        this.tokens = tokens;
        this.http = HttpService.startTls("resource-manager", port, ca.serverKeys(), ca.password(), this::answer);
    }

    /** @param port 0 takes a free one */
    public static ResourceManagerStandIn start(int port, LocalCa ca, TokenCheck tokens, Policy policy) {
        return new ResourceManagerStandIn(port, ca, tokens, policy);
    }

    /** Where it answers, which is also what tokens must be for. */
    public URI uri() {
        return URI.create("https://arm.localhost:" + http.port());
    }

    /** The resource id of the policy. */
    public String policyId() {
        return NAMESPACE + "/authorizationRules/" + policy.name();
    }

    @Override
    public void close() {
        http.close();
    }

    private Response answer(Request request) {
        var authorization = request.header("authorization");
        if (authorization == null
                || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                || !tokens.verify(authorization.substring(7), uri().toString())) {
            return error(401, "AuthenticationFailed", "Authentication failed.");
        }
        var path = request.path().toLowerCase(Locale.ROOT);
        var rule = policyId().toLowerCase(Locale.ROOT) + "/";
        if (!path.startsWith(rule)) {
            return error(404, "ResourceNotFound", "The resource was not found: " + request.path());
        }
        if (request.query() == null || !request.query().startsWith("api-version=20")) {
            return error(400, "MissingApiVersionParameter", "The api-version query parameter is required.");
        }
        return switch (request.method() + " " + path.substring(rule.length())) {
            case "POST listkeys" -> keys();
            case "POST regeneratekeys" -> regenerate(request.body());
            default -> error(405, "MethodNotAllowed", "No such operation: " + request.method() + " " + request.path());
        };
    }

    private Response regenerate(byte[] body) {
        String type;
        try {
            type = Json.lenient().readTree(body).path("keyType").asText();
        } catch (IOException e) {
            return error(400, "BadRequest", "The body is no JSON");
        }
        switch (type) {
            case "PrimaryKey" -> policy.keys().regeneratePrimary();
            case "SecondaryKey" -> policy.keys().regenerateSecondary();
            default -> {
                return error(400, "BadRequest", "keyType is PrimaryKey or SecondaryKey");
            }
        }
        return keys();
    }

    private Response keys() {
        var body = new LinkedHashMap<String, String>();
        body.put("primaryConnectionString", connection(policy.keys().primary()));
        body.put("secondaryConnectionString", connection(policy.keys().secondary()));
        body.put("primaryKey", policy.keys().primary());
        body.put("secondaryKey", policy.keys().secondary());
        body.put("keyName", policy.name());
        return Response.of(200, "application/json; charset=utf-8", Json.writeBytes(body));
    }

    private String connection(String key) {
        return "Endpoint=sb://signalbeam-local.servicebus.windows.net/;SharedAccessKeyName=" + policy.name()
                + ";SharedAccessKey=" + key;
    }

    private static Response error(int status, String code, String message) {
        return Response.of(
                status,
                "application/json; charset=utf-8",
                Json.writeBytes(Map.of("error", Map.of("code", code, "message", message))));
    }
}
