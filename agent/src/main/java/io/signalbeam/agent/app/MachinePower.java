package io.signalbeam.agent.app;

import io.signalbeam.agent.commands.HostPower;
import io.signalbeam.agent.fault.PermanentFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Linux, by systemd. */
final class MachinePower implements HostPower {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final int PATIENCE_SECONDS = 30;

    @Nullable private final String refusal;

    private final InstantSource clock;
    private final List<String> command;

    /**
     * @param allowed by the machine's policy
     * @param contained whether the agent runs in a container, from which no machine is rebooted
     */
    MachinePower(boolean allowed, boolean contained, InstantSource clock) {
        this(refusal(allowed, contained), clock, List.of("systemctl", "reboot"));
    }

    MachinePower(@Nullable String refusal, InstantSource clock, List<String> command) {
        this.refusal = refusal;
        this.clock = clock;
        this.command = List.copyOf(command);
    }

    @Override
    public Optional<String> refusesReboot() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public void reboot() throws InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
                var words = new String(process.getInputStream().readNBytes(500), StandardCharsets.UTF_8).strip();
                throw refused("ended with " + process.exitValue() + ": " + words, null);
            }
        } catch (IOException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Instant bootedAt() {
        try {
            var seconds = Files.readString(UPTIME).split(" ", 2)[0];
            return clock.instant().minusMillis((long) (Double.parseDouble(seconds) * 1000));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + UPTIME, e);
        }
    }

    private static @Nullable String refusal(boolean allowed, boolean contained) {
        if (contained) {
            return "The agent runs in a container, and cannot reboot its host.";
        }
        return allowed ? null : "The host's policy does not allow it; policy.reboot would.";
    }

    private PermanentFailure refused(String why, @Nullable Throwable cause) {
        return new PermanentFailure("reboot-failed", String.join(" ", command) + " " + why, cause);
    }
}
