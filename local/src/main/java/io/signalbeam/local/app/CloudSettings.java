package io.signalbeam.local.app;

import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The function app's settings as the parts fill them in; what the environment sets comes first and stays. */
final class CloudSettings {
    private final Map<String, String> given = new TreeMap<>();
    private final Map<String, String> values = new TreeMap<>();

    /** @param environment a setting that is blank there counts as missing, as it does in the app */
    CloudSettings(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (!value.isBlank()) {
                given.put(name, value);
            }
        });
        values.put("FUNCTIONS_WORKER_RUNTIME", "java");
        values.put("SIGNALBEAM_TELEMETRY_HUB", "device-telemetry");
        values.put("SIGNALBEAM_REPORTS_HUB", "device-reports");
        // Faster than in production, because someone is watching.
        values.put("SIGNALBEAM_HEARTBEAT_SECONDS", "5");
        values.put("SIGNALBEAM_RECONCILE_SECONDS", "10");
        values.put("SIGNALBEAM_LEASE_MODE", "persistent");
        values.put("SIGNALBEAM_LEASE_SECONDS", "3600");
    }

    /** Whether none of these is set, from outside or by a part. */
    boolean missing(String... names) {
        return Arrays.stream(names).noneMatch(name -> given.containsKey(name) || values.containsKey(name));
    }

    /** Whether this is set from outside. */
    boolean brings(String name) {
        return given.containsKey(name);
    }

    /** A setting, or what stands for it when there is none. */
    String get(String name, String otherwise) {
        return given.getOrDefault(name, values.getOrDefault(name, otherwise));
    }

    void set(String name, String value) {
        values.put(name, value);
    }

    void trust(LocalCa ca) {
        values.put("JAVA_TOOL_OPTIONS", String.join(" ", javaOptions(ca)));
    }

    /** What a JVM needs to trust the local certificates, and to leave Azure's metadata address alone. */
    static List<String> javaOptions(LocalCa ca) {
        var options = new ArrayList<>(ca.jvmOptions());
        options.add("-DCOSMOS.DISABLE_IMDS_ACCESS=true");
        return options;
    }

    Map<String, String> values() {
        var all = new TreeMap<>(values);
        given.forEach((name, value) -> {
            if (all.containsKey(name) || isOfTheApp(name)) {
                all.put(name, value);
            }
        });
        return all;
    }

    private static boolean isOfTheApp(String name) {
        return name.contains("Connection")
                || name.equals("KeyVaultUri")
                || name.startsWith("Postgres")
                || name.startsWith("AzureWebJobs")
                || name.startsWith("SIGNALBEAM_")
                || name.startsWith("IDENTITY_")
                || name.startsWith("AZURE_")
                || name.startsWith("APPLICATIONINSIGHTS_");
    }

    /** Writes them in the form that Azure Functions Core Tools read. */
    void write(Path file) {
        OwnerOnly.write(file, Json.writeBytes(Map.of("IsEncrypted", false, "Values", values())));
    }
}
