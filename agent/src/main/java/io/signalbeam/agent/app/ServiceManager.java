package io.signalbeam.agent.app;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd, where it has started the agent as a service of {@code Type=notify}: told by systemd-notify(1), because Java has
 * no datagrams over Unix sockets.
 *
 * @param program with the arguments that come before what is told
 * @param watchdog how long it waits for a sign of life before it ends the agent; absent when it waits for none
 */
record ServiceManager(List<String> program, @Nullable Duration watchdog) {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final int PATIENCE_SECONDS = 10;

    ServiceManager {
        program = List.copyOf(program);
    }

    /** Empty when something else has started the agent. */
    static Optional<ServiceManager> of(Map<String, String> environment) {
        if (environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) {
            return Optional.empty();
        }
        var program =
                List.of("systemd-notify", "--pid=" + ProcessHandle.current().pid());
        return Optional.of(new ServiceManager(program, watchdog(environment.getOrDefault("WATCHDOG_USEC", ""))));
    }

    private static @Nullable Duration watchdog(String micros) {
        return micros.matches("[1-9][0-9]{0,17}") ? Duration.of(Long.parseLong(micros), ChronoUnit.MICROS) : null;
    }

    void ready() throws InterruptedException {
        tell("READY=1");
    }

    void alive() throws InterruptedException {
        tell("WATCHDOG=1");
    }

    /** What cannot be told is logged: the service manager itself decides what follows from silence. */
    private void tell(String what) throws InterruptedException {
        var command = new ArrayList<>(program);
        command.add(what);
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                LOG.warn("{} does not end", String.join(" ", command));
            } else if (process.exitValue() != 0) {
                LOG.warn("{} ends with {}", String.join(" ", command), process.exitValue());
            }
        } catch (IOException e) {
            LOG.warn("cannot tell systemd {}: {}", what, e.getMessage());
        }
    }
}
