package io.signalbeam.local.app;

import io.signalbeam.local.app.Ports.Service;
import io.signalbeam.local.eventhubs.Config;
import io.signalbeam.local.eventhubs.Config.HubSpec;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.PolicyKeys;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.identity.TokenCheck;
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
            CloudOptions options,
            Ports ports,
            LocalCa ca,
            TokenCheck tokens,
            Policy publishers,
            CloudSettings settings) {
        var functions = new Policy("functions", keys(options.secrets(), "functions"), Set.of(Right.SEND, Right.LISTEN));
        var broker = EventHubsBroker.start(Config.in(
                        options.data("eventhubs"),
                        List.of(
                                new HubSpec(settings.get("SIGNALBEAM_TELEMETRY_HUB", "device-telemetry"), 4),
                                new HubSpec(settings.get("SIGNALBEAM_REPORTS_HUB", "device-reports"), 2)),
                        List.of(functions, publishers))
                .withPort(ports.of(Service.AMQP))
                .withTls(new Config.Tls(ports.of(Service.AMQPS), ca.serverKeys(), ca.password()))
                .withBearer(token -> tokens.verify(token, RESOURCE)));
        settings.set("EventHubConnection", broker.connectionString(functions));
        return broker;
    }

    /** The policy that leases are signed with; its keys are Azure Resource Manager's to make anew. */
    static Policy publishers(Path secrets) {
        return new Policy("publishers", keys(secrets, "publishers"), Set.of(Right.SEND));
    }

    private static PolicyKeys keys(Path secrets, String policy) {
        return PolicyKeys.in(secrets, "eventhubs-" + policy);
    }

    /** What Key Vault holds for leases: the policy that may sign tokens for publisher paths. */
    static String publisherSecret(Policy publishers) {
        return secret(publishers.name(), publishers.key());
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
