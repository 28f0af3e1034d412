package io.signalbeam.local.soak.ingest;

import io.signalbeam.local.eventhubs.Config;
import io.signalbeam.local.eventhubs.Config.HubSpec;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.local.tls.LocalhostNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The broker as a process of its own. */
final class BrokerMain {
    private static final String POLICY = "soak";

    private BrokerMain() {}

    /** Takes its folder and its port, says when it serves, runs each line as a {@link Load}, and ends with its input. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LocalhostNames.install();
        var folder = Path.of(arguments[0]);
        var config = Config.in(
                        folder.resolve("log"),
                        List.of(
                                new HubSpec(IngestCloud.TELEMETRY, IngestCloud.PARTITIONS, IngestCloud.AUDITORS),
                                new HubSpec(IngestCloud.REPORTS, 1)),
                        List.of(new Policy(POLICY, key(folder), Set.of(Right.MANAGE))))
                .withPort(Integer.parseInt(arguments[1]));
        try (var broker = EventHubsBroker.start(config)) {
            System.out.println(ChildLine.SERVING + broker.port());
            var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (var order = orders.readLine(); order != null; order = orders.readLine()) {
                Load.parse(order).run(broker.hub(IngestCloud.TELEMETRY));
            }
        }
    }

    static String connectionString(Path folder, int port) {
        return "Endpoint=sb://localhost:%d;SharedAccessKeyName=%s;SharedAccessKey=%s;UseDevelopmentEmulator=true"
                .formatted(port, POLICY, key(folder));
    }

    private static String key(Path folder) {
        return OwnerOnly.secret(folder.resolve("key"));
    }
}
