package io.signalbeam.local.pubsub;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import io.signalbeam.local.http.Query;
import io.signalbeam.local.http.SocketService;
import io.signalbeam.local.http.SocketService.Admitted;
import io.signalbeam.local.http.SocketService.Knock;
import io.signalbeam.local.identity.TokenCheck;
import io.signalbeam.local.pubsub.ClientTokens.Client;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Web PubSub: for the app {@code :generateToken} and {@code :send} to a group over HTTPS at
 * {@code https://pubsub.localhost:PORT}, as
 * <a href="https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub">the REST API</a> has them; for browsers
 * WebSockets in clear, since they would not trust the local authority.
 */
public final class WebPubSubStandIn implements AutoCloseable {
    private static final String RESOURCE = "https://webpubsub.azure.com";
    private static final Pattern CALL =
            Pattern.compile("/api/hubs/([A-Za-z]\\w*)/(?:(:generateToken)|groups/([^/]{1,1024})/:send)");
    private static final Pattern CLIENT = Pattern.compile("/client/hubs/([A-Za-z]\\w*)");
    private static final int MOST_MINUTES = 24 * 60;

    private final TokenCheck tokens;
    private final ClientTokens clientTokens = new ClientTokens();
    private final Connections connections = new Connections();
    private final HttpService http;
    private final SocketService sockets;

    private WebPubSubStandIn(int port, int clientPort, LocalCa ca, TokenCheck tokens) {
        this.tokens = tokens;
        this.http = HttpService.startTls("pubsub", port, ca.serverKeys(), ca.password(), this::answer);
        this.sockets = SocketService.start("pubsub-clients", clientPort, this::open);
    }

    /**
     * Starts both.
     *
     * @param port for the app; 0 takes a free one
     * @param clientPort likewise, for browsers
     */
    public static WebPubSubStandIn start(int port, int clientPort, LocalCa ca, TokenCheck tokens) {
        return new WebPubSubStandIn(port, clientPort, ca, tokens);
    }

    /** Where the app reaches it. */
    public URI uri() {
        return URI.create("https://pubsub.localhost:" + http.port());
    }

    /** Where browsers do. */
    public URI clients() {
        return URI.create("http://127.0.0.1:" + sockets.port());
    }

    @Override
    public void close() {
        sockets.close();
        http.close();
    }

    private Optional<Admitted> open(Knock knock) {
        var path = CLIENT.matcher(knock.path());
        var token = knock.query().values().get("access_token");
        if (!path.matches() || token == null || !knock.protocols().contains(Connections.PROTOCOL)) {
            return Optional.empty();
        }
        var hub = path.group(1);
        return clientTokens
                .read(hub, token, Instant.now())
                .map(client -> new Admitted(Connections.PROTOCOL, connections.peer(hub, client)));
    }

    private Response answer(Request request) {
        var authorization = request.header("authorization");
        if (authorization == null
                || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                || !tokens.verify(authorization.substring(7), RESOURCE)) {
            return error(401, "Unauthorized", "The token is missing or not good for " + RESOURCE);
        }
        var query = Query.of(request);
        if (!query.values().getOrDefault("api-version", "").startsWith("20")) {
            return error(400, "BadRequest", "api-version is missing");
        }
        var call = CALL.matcher(URLDecoder.decode(request.path(), StandardCharsets.UTF_8));
        if (!call.matches()) {
            return error(404, "NotFound", "No such operation: " + request.path());
        }
        if (!request.method().equals("POST")) {
            return error(405, "MethodNotAllowed", "Only POST");
        }
        return call.group(2) == null ? send(call.group(1), call.group(3), request) : token(call.group(1), query);
    }

    private Response token(String hub, Query query) {
        int minutes;
        try {
            minutes = Integer.parseInt(query.values().getOrDefault("minutesToExpire", "60"));
        } catch (NumberFormatException e) {
            return error(400, "BadRequest", "minutesToExpire is no number");
        }
        if (minutes < 1 || minutes > MOST_MINUTES) {
            return error(400, "BadRequest", "minutesToExpire is from 1 to " + MOST_MINUTES);
        }
        var group = query.values().get("group");
        var client = new Client(query.values().get("userId"), group == null ? List.of() : List.of(group));
        var token = clientTokens.issue(hub, client, Instant.now().plus(Duration.ofMinutes(minutes)));
        return Response.of(200, "application/json", Json.writeBytes(Map.of("token", token)));
    }

    private Response send(String hub, String group, Request request) {
        var type = request.header("content-type");
        if (type == null || !type.startsWith("application/json")) {
            return error(415, "UnsupportedMediaType", "Only application/json is known here");
        }
        JsonNode data;
        try {
            data = Json.lenient().readTree(request.body());
        } catch (IOException e) {
            return error(400, "BadRequest", "The body is no JSON");
        }
        connections.send(hub, group, data);
        return Response.of(202);
    }

    private static Response error(int status, String code, String message) {
        return Response.of(status, "application/json", Json.writeBytes(Map.of("code", code, "message", message)));
    }
}
