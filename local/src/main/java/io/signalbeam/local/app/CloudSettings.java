package io.signalbeam.local.app;

import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The function app's settings as the parts fill them in; what the environment sets comes first and stays. */
final class CloudSettings {
    private final Map<String, String> given;
    private final Map<String, String> values = new TreeMap<>();

    CloudSettings(Map<String, String> given) {
        this.given = Map.copyOf(given);
        values.put("FUNCTIONS_WORKER_RUNTIME", "java");
        values.put("SIGNALBEAM_TELEMETRY_HUB", "device-telemetry");
        values.put("SIGNALBEAM_REPORTS_HUB", "device-reports");
        // Faster than in production, because someone is watching.
        values.put("SIGNALBEAM_HEARTBEAT_SECONDS", "5");
        values.put("SIGNALBEAM_RECONCILE_SECONDS", "10");
        values.put("SIGNALBEAM_LEASE_MODE", "persistent");
        values.put("SIGNALBEAM_LEASE_SECONDS", "3600");
    }

    boolean missing(String name) {
        return !given.containsKey(name) && !values.containsKey(name);
    }

    void set(String name, String value) {
        values.put(name, value);
    }

    void trust(LocalCa ca) {
        values.put("JAVA_TOOL_OPTIONS", String.join(" ", javaOptions(ca)));
    }

    /** What a JVM needs to trust the local certificates, and to leave Azure's metadata address alone. */
    static String[] javaOptions(LocalCa ca) {
        return new String[] {
            "-Djavax.net.ssl.trustStore=" + ca.trustStore(),
            "-Djavax.net.ssl.trustStorePassword=" + LocalCa.TRUST_STORE_PASSWORD,
            "-DCOSMOS.DISABLE_IMDS_ACCESS=true"
        };
    }

    Map<String, String> values() {
        var all = new TreeMap<>(values);
        given.forEach((name, value) -> {
            if (all.containsKey(name) || name.startsWith("SIGNALBEAM_") || name.contains("Connection")) {
                all.put(name, value);
            }
        });
        return all;
    }

    /** Writes them in the form that Azure Functions Core Tools read. */
    void write(Path file) {
        OwnerOnly.write(file, Json.writeBytes(Map.of("IsEncrypted", false, "Values", values())));
    }
}
