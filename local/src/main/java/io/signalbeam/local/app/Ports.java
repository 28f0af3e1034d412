package io.signalbeam.local.app;

import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Which loopback port each part listens on: the usual one, or the next free one. */
public final class Ports {

    /** A part of the local cloud that listens, with its usual port. */
    public enum Service {
        API(7071),
        WEB(4280),
        AMQPS(5671),
        AMQP(5672),
        POSTGRES(54320),
        BLOB(10000),
        QUEUE(10001),
        TABLE(10002),
        COSMOS(8081),
        KEY_VAULT(8443),
        IDENTITY(42356),
        OPENID(9400),
        RESOURCE_MANAGER(8444),
        /** Web PubSub for the app. */
        PUBSUB(8445),
        /** Web PubSub for browsers. */
        LIVE(9500),
        DASHBOARD(18888);

        private final int usual;

        Service(int usual) {
            this.usual = usual;
        }
    }

    private static final int TRIES = 100;

    private final Map<Service, Integer> ports;

    private Ports(Map<Service, Integer> ports) {
        this.ports = ports;
    }

    /**
     * Takes what the last run had where that is still free, so that links and devices go on working.
     *
     * @param base 0 for the usual ports; else the first of a block, every service at its place in it
     */
    public static Ports allocate(Path file, int base) throws IOException {
        var last = Files.exists(file)
                ? Json.lenient().readValue(file.toFile(), new TypeReference<Map<String, Integer>>() {})
                : Map.<String, Integer>of();
        var ports = new EnumMap<Service, Integer>(Service.class);
        Set<Integer> taken = new HashSet<>();
        int next = base;
        for (var service : Service.values()) {
            int port = base == 0 ? last.getOrDefault(service.name(), service.usual) : next++;
            while (taken.contains(port) || !isFree(port)) {
                port++;
            }
            taken.add(port);
            ports.put(service, port);
        }
        var named = new TreeMap<String, Integer>();
        ports.forEach((service, port) -> named.put(service.name(), port));
        Files.write(file, Json.writeBytes(named));
        return new Ports(ports);
    }

    /** The usual ones, free or not: where nobody else is, as in a network of containers. */
    static Ports usual() {
        var ports = new EnumMap<Service, Integer>(Service.class);
        for (var service : Service.values()) {
            ports.put(service, service.usual);
        }
        return new Ports(ports);
    }

    /**
     * The first of a block of ports for a cloud that nobody else shall meet: below the range from which the system takes
     * ports for outgoing connections, so that the block stays free while a part is away.
     */
    public static int freeBlock() {
        for (int tries = 0; ; tries++) {
            int first = ThreadLocalRandom.current().nextInt(15_000, 31_000);
            if (tries == TRIES || IntStream.range(0, Service.values().length).allMatch(i -> isFree(first + i))) {
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public int of(Service service) {
        var port = ports.get(service);
        if (port == null) {
            throw new IllegalStateException("no port for " + service);
        }
        return port;
    }
}
