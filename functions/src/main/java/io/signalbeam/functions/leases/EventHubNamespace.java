package io.signalbeam.functions.leases;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.id.DeviceId;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where devices publish. A namespace takes 5,000 connections (Standard), so that a large fleet is spread over several.
 *
 * @param endpoint {@code sb://host/}, with a port where the settings have one
 * @param plain keeps {@code UseDevelopmentEmulator=true}, which makes the SDK speak AMQP without TLS
 * @param policy resource id of the policy that devices' tokens are signed with; null when nobody here rotates its keys
 * @param keySecret where the vault has that policy's key, as {@link PublisherKey} in JSON
 */
public record EventHubNamespace(
        String endpoint,
        boolean plain,
        String telemetryHub,
        String reportsHub,
        @Nullable String policy,
        String keySecret) {
    /** Of the first namespace. */
    public static final String KEY_SECRET = "eventhub-publisher-key";

    /** All of them, the one that this app reads first. */
    public static List<EventHubNamespace> all(Settings.EventHubs settings) {
        return Stream.concat(
                        Stream.of(first(settings)),
                        settings.further().stream()
                                .map(one -> new EventHubNamespace(
                                        "sb://" + one.namespace() + "/",
                                        false,
                                        one.telemetryHub(),
                                        one.reportsHub(),
                                        one.policy(),
                                        one.keySecret())))
                .toList();
    }

    private static EventHubNamespace first(Settings.EventHubs settings) {
        var connection = settings.connectionString();
        return new EventHubNamespace(
                connection == null ? "sb://" + settings.namespace() + "/" : part(connection, "Endpoint"),
                connection != null && part(connection, "UseDevelopmentEmulator").equalsIgnoreCase("true"),
                settings.telemetryHub(),
                settings.reportsHub(),
                settings.publisherPolicy(),
                KEY_SECRET);
    }

    /**
     * The one of this device: each gets an even share, always the same devices, and one more namespace takes its share
     * from all others and moves nobody else (rendezvous hashing).
     */
    static EventHubNamespace of(DeviceId device, List<EventHubNamespace> all) {
        return all.stream()
                .max(Comparator.comparingLong(one -> weight(one, device)))
                .orElseThrow();
    }

    private static long weight(EventHubNamespace namespace, DeviceId device) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(namespace.host().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest(device.toString().getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
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
