package io.signalbeam.local.app;

import io.signalbeam.local.app.Ports.Service;
import io.signalbeam.local.eventhubs.Config;
import io.signalbeam.local.eventhubs.Config.HubSpec;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.identity.TokenCheck;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The namespace of the local cloud: two hubs, and a policy for each side. */
final class EventHubs {
    private static final String RESOURCE = "https://eventhubs.azure.net";

    private EventHubs() {}

    static EventHubsBroker start(
            CloudOptions options, Ports ports, LocalCa ca, TokenCheck tokens, CloudSettings settings) {
        var functions = new Policy("functions", key(options.secrets(), "functions"), Set.of(Right.SEND, Right.LISTEN));
        var publishers = new Policy("publishers", key(options.secrets(), "publishers"), Set.of(Right.SEND));
        var broker = EventHubsBroker.start(Config.in(
                        options.data("eventhubs"),
                        List.of(new HubSpec("device-telemetry", 4), new HubSpec("device-reports", 2)),
                        List.of(functions, publishers))
                .withPort(ports.of(Service.AMQP))
                .withTls(new Config.Tls(ports.of(Service.AMQPS), ca.serverKeys(), ca.password()))
                .withBearer(token -> tokens.verify(token, RESOURCE)));
        settings.set("EventHubConnection", broker.connectionString(functions));
        return broker;
    }

    private static String key(Path secrets, String policy) {
        return OwnerOnly.secret(secrets.resolve("eventhubs-" + policy));
    }

    /** What Key Vault holds for leases: the policy that may sign tokens for publisher paths. */
    static String publisherSecret(Path secrets) {
        return secret("publishers", key(secrets, "publishers"));
    }

    /** The same of a namespace elsewhere: the policy of its connection string, which then must be one that may send. */
    static String publisherSecret(String connectionString) {
        return secret(part(connectionString, "SharedAccessKeyName"), part(connectionString, "SharedAccessKey"));
    }

    private static String secret(String keyName, String key) {
        return new String(Json.writeBytes(Map.of("keyName", keyName, "key", key)), StandardCharsets.UTF_8);
    }

    private static String part(String connectionString, String name) {
        for (var part : connectionString.split(";", -1)) {
            if (part.strip().regionMatches(true, 0, name + "=", 0, name.length() + 1)) {
                return part.strip().substring(name.length() + 1);
            }
        }
        throw new IllegalStateException("EventHubConnection has no " + name);
    }
}
