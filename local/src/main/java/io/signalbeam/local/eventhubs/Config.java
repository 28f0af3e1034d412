package io.signalbeam.local.eventhubs;

import io.signalbeam.local.eventhubs.access.BearerVerifier;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.log.Retention;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the broker serves. Start with {@link #in} and change what should differ.
 *
 * @param directory where events are kept; made when it is missing, used by one broker at a time
 * @param port for AMQP in clear; 0 takes a free one
 * @param tls for AMQP over TLS as well, when not null
 * @param bearer for clients with an OAuth token instead of a key
 */
public record Config(
        Path directory,
        int port,
        @Nullable Tls tls,
        List<HubSpec> hubs,
        List<Policy> policies,
        BearerVerifier bearer,
        Retention retention,
        Clock clock) {

    /**
     * A hub.
     *
     * @param partitions 1 to 32; may rise between starts, but not fall
     * @param groups consumer groups beside {@code $Default}
     */
    public record HubSpec(String name, int partitions, List<String> groups) {
        public HubSpec {
            groups = List.copyOf(groups);
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,255}") || partitions < 1 || partitions > 32) {
                throw new IllegalArgumentException("no hub: " + name + " with " + partitions + " partitions");
            }
        }

        public HubSpec(String name, int partitions, String... groups) {
            this(name, partitions, List.of(groups));
        }
    }

    /** @param port 0 takes a free one */
    public record Tls(int port, KeyStore keys, String password) {}

    public Config {
        hubs = List.copyOf(hubs);
        policies = List.copyOf(policies);
    }

    /** A broker in clear on a free port, with a week's retention. */
    public static Config in(Path directory, List<HubSpec> hubs, List<Policy> policies) {
        return new Config(
                directory, 0, null, hubs, policies, BearerVerifier.NONE, Retention.DEFAULT, Clock.systemUTC());
    }

    public Config withPort(int newPort) {
        return new Config(directory, newPort, tls, hubs, policies, bearer, retention, clock);
    }

    public Config withTls(Tls newTls) {
        return new Config(directory, port, newTls, hubs, policies, bearer, retention, clock);
    }

    public Config withBearer(BearerVerifier newBearer) {
        return new Config(directory, port, tls, hubs, policies, newBearer, retention, clock);
    }

    public Config withRetention(Retention newRetention) {
        return new Config(directory, port, tls, hubs, policies, bearer, newRetention, clock);
    }

    public Config withClock(Clock newClock) {
        return new Config(directory, port, tls, hubs, policies, bearer, retention, newClock);
    }
}
