package io.signalbeam.local.pubsub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.http.SocketService.Line;
import io.signalbeam.local.http.SocketService.Peer;
import io.signalbeam.local.pubsub.ClientTokens.Client;
import io.signalbeam.shared.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Clients that are connected, and what is said to them in
 * <a href="https://learn.microsoft.com/azure/azure-web-pubsub/reference-json-webpubsub-subprotocol">the JSON
 * subprotocol</a>. They have no role, so whatever they ask for but a pong is forbidden.
 */
final class Connections {
    static final String PROTOCOL = "json.webpubsub.azure.v1";

    private final Map<String, Set<Line>> groups = new ConcurrentHashMap<>();

    Peer peer(String hub, Client client) {
        return new Connection(hub, client);
    }

    /** @param data JSON of any kind */
    void send(String hub, String group, JsonNode data) {
        var message = new LinkedHashMap<String, Object>();
        message.put("type", "message");
        message.put("from", "group");
        message.put("group", group);
        message.put("dataType", "json");
        message.put("data", data);
        var text = Json.write(message);
        groups.getOrDefault(key(hub, group), Set.of()).forEach(line -> line.say(text));
    }

    private static String key(String hub, String group) {
        return hub + "/" + group;
    }

    private final class Connection implements Peer {
        private final String hub;
        private final Client client;
        private @Nullable Line line;

        Connection(String hub, Client client) {
            this.hub = hub;
            this.client = client;
        }

        @Override
        public void opened(Line opened) {
            line = opened;
            var connected = new LinkedHashMap<String, Object>();
            connected.put("type", "system");
            connected.put("event", "connected");
            connected.put("userId", client.userId());
            connected.put("connectionId", UUID.randomUUID().toString());
            opened.say(Json.write(connected));
            client.groups()
                    .forEach(group -> groups.computeIfAbsent(key(hub, group), name -> ConcurrentHashMap.newKeySet())
                            .add(opened));
        }

        @Override
        public void said(String text) {
            var answerTo = line;
            if (answerTo == null) {
                return;
            }
            try {
                var message = Json.lenient().readTree(text);
                if (message.path("type").asText().equals("ping")) {
                    answerTo.say("{\"type\":\"pong\"}");
                } else if (message.has("ackId")) {
                    var error = Map.of("name", "Forbidden", "message", "The client has no permission for it.");
                    answerTo.say(Json.write(
                            Map.of("type", "ack", "ackId", message.path("ackId"), "success", false, "error", error)));
                }
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("no JSON", e);
            }
        }

        @Override
        public void closed() {
            var gone = line;
            if (gone != null) {
                client.groups()
                        .forEach(group ->
                                groups.getOrDefault(key(hub, group), Set.of()).remove(gone));
            }
        }
    }
}
