package io.signalbeam.functions.leases;

import io.signalbeam.functions.settings.Settings;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where devices publish.
 *
 * @param endpoint {@code sb://host/}, with a port where the settings have one
 * @param plain keeps {@code UseDevelopmentEmulator=true}, which makes the SDK speak AMQP without TLS
 */
public record EventHubNamespace(String endpoint, boolean plain) {

    public static EventHubNamespace of(Settings.EventHubs settings) {
        var connection = settings.connectionString();
        if (connection == null) {
            return new EventHubNamespace("sb://" + settings.namespace() + "/", false);
        }
        var endpoint = part(connection, "Endpoint");
        return new EventHubNamespace(
                endpoint, part(connection, "UseDevelopmentEmulator").equalsIgnoreCase("true"));
    }

    /** As the endpoint has it, or the usual one of AMQP with or without TLS. */
    public int port() {
        int port = URI.create(endpoint).getPort();
        return port > 0 ? port : plain ? 5672 : 5671;
    }

    /** Without the port: a signature names the host alone. */
    public String host() {
        return URI.create(endpoint).getHost();
    }

    String connectionString(String signature, String entityPath) {
        return "Endpoint=" + endpoint + ";SharedAccessSignature=" + signature + ";EntityPath=" + entityPath
                + (plain ? ";UseDevelopmentEmulator=true" : "");
    }

    private static String part(String connection, String name) {
        var prefix = name.toLowerCase(Locale.ROOT) + "=";
        return Arrays.stream(connection.split(";", -1))
                .map(String::strip)
                .filter(part -> part.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(part -> part.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }
}
