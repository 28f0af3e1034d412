package io.signalbeam.agent.app;

import io.signalbeam.agent.adapter.docker.DockerRuntime;
import io.signalbeam.agent.adapter.eventhubs.EventHubChannel;
import io.signalbeam.agent.cloud.ApiClient;
import io.signalbeam.agent.cloud.LeaseKeeper;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.identity.DeviceIdentity;
import io.signalbeam.agent.identity.Enrollment;
import io.signalbeam.agent.identity.KeyRing;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.agent.pace.SteadyClock;
import io.signalbeam.shared.api.LeaseResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks everything that an agent depends on, each by itself, so that one that is down hides no other. */
final class Examination {
    private static final long LITTLE_ROOM = 512L * 1024 * 1024;
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final AgentConfig config;
    private final ServerClock clock = new ServerClock(Clock.systemUTC());
    private final SteadyClock steadyClock = new SteadyClock();
    private final List<Finding> findings = new ArrayList<>();

    private Examination(AgentConfig config) {
        this.config = config;
    }

    static List<Finding> of(AgentConfig config) throws InterruptedException {
        var examination = new Examination(config);
        examination.stateDir();
        examination.home();
        var identity = examination.identity();
        var keys = identity.map(KeyRing::toLook).orElse(null);
        try (var api = new ApiClient(
                config.server(),
                config.proxy(),
                examination.clock,
                Facts.version(),
                identity.map(DeviceIdentity::signer).orElse(null))) {
            boolean answers = examination.server(api, keys);
            var leases = keys == null
                    ? null
                    : new LeaseKeeper(
                            () -> keys.with(api::lease), LeaseKeeper.PATIENCE, examination.steadyClock, new Random());
            boolean leased = leases != null && examination.lease(leases);
            if (answers) {
                // After the lease, whose answer tells the time to the millisecond.
                examination.clockSkew();
            }
            if (leases != null && leased) {
                examination.reachBoth(leases);
            }
        }
        examination.engine();
        return examination.findings;
    }

    private void stateDir() {
        var folder = config.stateDir();
        if (!Files.isDirectory(folder)) {
            findings.add(Finding.failed(
                    "state", folder + " is not there", "run the agent or signalbeam-agent enroll once, as its user"));
            return;
        }
        if (!Files.isWritable(folder)) {
            findings.add(Finding.failed("state", folder + " cannot be written", "run this as the agent's user"));
            return;
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            var room = free / (1024 * 1024) + " MiB are free";
            findings.add(
                    free < LITTLE_ROOM
                            ? Finding.warning("disk", room, "make room: images and logs need it first")
                            : Finding.ok("disk", room));
        } catch (IOException e) {
            findings.add(Finding.failed("disk", e.toString(), "check the file system of " + folder));
        }
    }

    private void home() {
        if (Home.of(config.stateDir()).isEmpty()) {
            findings.add(Finding.warning(
                    "machine",
                    "there is no /etc/machine-id, by which to know what this machine made as another device",
                    "systemd-machine-id-setup; in a container: mount the host's, read-only"));
        }
    }

    private Optional<DeviceIdentity> identity() {
        var file = config.stateDir().resolve("identity.json");
        boolean there = Files.exists(file);
        if (!there && !Files.exists(config.stateDir().resolve("identity.json.prev"))) {
            findings.add(Finding.failed(
                    "identity", "this machine is not enrolled", "signalbeam-agent enroll --server URL --token TOKEN"));
            return Optional.empty();
        }
        if (there && !Files.isReadable(file)) {
            findings.add(Finding.failed("identity", file + " cannot be read", "run this as root or the agent's user"));
            return Optional.empty();
        }
        var identity = new Enrollment(config.stateDir()).identity();
        if (identity.isEmpty()) {
            findings.add(Finding.failed("identity", "the identity is damaged", "signalbeam-agent enroll --force"));
        } else if (!Files.exists(file)) {
            findings.add(Finding.warning(
                    "identity", file + " was damaged, its second copy is used", "check the disk; restart the agent"));
        } else {
            findings.add(permissions(file, identity.get()));
        }
        return identity;
    }

    private static Finding permissions(Path file, DeviceIdentity identity) {
        try {
            boolean others = Files.getPosixFilePermissions(file).stream().anyMatch(permission -> switch (permission) {
                case OWNER_READ, OWNER_WRITE, OWNER_EXECUTE -> false;
                case GROUP_READ, GROUP_WRITE, GROUP_EXECUTE, OTHERS_READ, OTHERS_WRITE, OTHERS_EXECUTE -> true;
            });
            return others
                    ? Finding.warning("identity", file + " can be read by others", "chmod 600 " + file)
                    : Finding.ok("identity", identity.name() + " (" + identity.deviceId() + ")");
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.warning("identity", e.toString(), "keep " + file + " where permissions are kept");
        }
    }

    /** @return whether the server answered at all */
    private boolean server(ApiClient api, @Nullable KeyRing keys) throws InterruptedException {
        try {
            if (keys == null) {
                api.desiredState("sbd_none_none", null);
            } else {
                keys.with(key -> api.desiredState(key, null));
            }
            findings.add(Finding.ok("server", config.server() + " answers"));
            findings.add(Finding.ok("key", "the device's key is accepted"));
            return true;
        } catch (TransientFailure e) {
            findings.add(Finding.failed(
                    "server", e.reason(), "check the address, DNS, the firewall, the proxy and TLS inspection"));
            return false;
        } catch (PermanentFailure e) {
            findings.add(Finding.ok("server", config.server() + " answers"));
            findings.add(Finding.failed("key", e.code() + ": " + e.reason(), keyRemedy(e.code())));
            return true;
        }
    }

    private static String keyRemedy(String code) {
        return switch (code) {
            case "device-disabled" -> "have the device enabled in the web app";
            case "device-decommissioned", "device-key-invalid" ->
                "enrol anew with a fresh token: signalbeam-agent enroll --force --token TOKEN";
            default -> "check that the server address is that of the API's root";
        };
    }

    private void clockSkew() {
        var skew = clock.skew();
        var seen = "this machine's clock is " + skew.abs().toSeconds() + " s "
                + (skew.isNegative() ? "ahead of" : "behind") + " the server's";
        findings.add(
                skew.abs().compareTo(SKEW) > 0
                        ? Finding.warning("clock", seen, "set up NTP: timedatectl set-ntp true")
                        : Finding.ok("clock", seen));
    }

    private boolean lease(LeaseKeeper leases) throws InterruptedException {
        try {
            findings.add(Finding.ok("lease", "valid until " + leases.lease().expiresAt()));
            return true;
        } catch (TransientFailure | PermanentFailure e) {
            findings.add(Finding.failed("lease", String.valueOf(e.getMessage()), "see server and key above"));
            return false;
        }
    }

    /** At once, because each takes tens of seconds where it is closed, and somebody waits. */
    private void reachBoth(LeaseKeeper leases) throws InterruptedException {
        var reports = new FutureTask<>(() -> reach("reports", leases, LeaseResponse::reports));
        Thread.ofPlatform().name("reach").daemon(true).start(reports);
        findings.add(reach("telemetry", leases, LeaseResponse::telemetry));
        try {
            findings.add(reports.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is reached or not is a finding", e.getCause());
        }
    }

    private Finding reach(String name, LeaseKeeper leases, Function<LeaseResponse, LeaseResponse.Channel> hub)
            throws InterruptedException {
        var patience = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (var channel =
                new EventHubChannel(leases, hub, config.proxy(), false, patience, steadyClock, new Random())) {
            reach(channel, patience);
            return Finding.ok(name, "Event Hubs lets this device in, over " + channel.way());
        } catch (TransientFailure | PermanentFailure e) {
            return Finding.warning(
                    name,
                    String.valueOf(e.getMessage()),
                    "let port 5671 or 443 through to the namespace; until then everything goes over HTTPS");
        }
    }

    /** Once more when it fails: then by the other way there is. */
    private static void reach(EventHubChannel channel, Backoff patience) throws InterruptedException {
        try {
            channel.reach();
        } catch (TransientFailure e) {
            Thread.sleep(patience.most());
            channel.reach();
        }
    }

    private void engine() {
        try (var runtime = new DockerRuntime(config.dockerHost())) {
            var version = runtime.version();
            runtime.containers();
            findings.add(Finding.ok("engine", version + " at " + config.dockerHost()));
        } catch (TransientFailure | PermanentFailure e) {
            findings.add(Finding.failed(
                    "engine",
                    String.valueOf(e.getMessage()),
                    "start it (systemctl start docker, or podman.socket), and let the agent's user use "
                            + config.dockerHost()));
        }
    }
}
