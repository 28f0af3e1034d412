package io.signalbeam.agent.app;

import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.identity.DeviceIdentity;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.agent.pace.SteadyClock;
import io.signalbeam.agent.telemetry.LocalMetrics;
import io.signalbeam.shared.validation.FieldError;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Works until it is told to end. Enrols first where there is a token and no identity.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    /** For the loops to end; what they do then is safe to be cut off. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    RunCommand() {}

    private RunCommand(ConfigOptions options) {
        this.options = options;
    }

    /** {@code run} and {@code run --config FILE}, as a service manager says them; empty for anything else. */
    static Optional<RunCommand> plain(String... args) {
        var words = List.of(args);
        if (words.equals(List.of("run"))) {
            return Optional.of(new RunCommand());
        }
        return words.size() == 3 && words.subList(0, 2).equals(List.of("run", "--config"))
                ? Optional.of(new RunCommand(new ConfigOptions(Path.of(words.get(2)))))
                : Optional.empty();
    }

    @Override
    public Integer call() throws InterruptedException {
        var config = options.read(Map.of());
        var metrics = new LocalMetrics(new SteadyClock());
        var working = new AtomicReference<@Nullable Agent>();
        var closed = new CountDownLatch(1);
        // Before anything else: what it waits for should be seen while it waits.
        var sockets = LocalDoors.open(config, metrics, sights(working, metrics));
        try {
            work(config, metrics, working, closed);
        } finally {
            sockets.close();
            closed.countDown();
        }
        return Main.OK;
    }

    private static LocalView.Sights sights(AtomicReference<@Nullable Agent> working, LocalMetrics metrics) {
        return new LocalView.Sights(
                () -> {
                    var agent = working.get();
                    return agent == null || agent.isAlive();
                },
                () -> {
                    var agent = working.get();
                    return agent == null ? Health.waiting(metrics.tally()) : agent.health();
                });
    }

    private static void work(
            AgentConfig config, LocalMetrics metrics, AtomicReference<@Nullable Agent> working, CountDownLatch closed)
            throws InterruptedException {
        var clock = new ServerClock(Clock.systemUTC());
        var identity = identity(config, clock);
        var ended = new CountDownLatch(1);
        try (var agent = new Agent(config, identity, clock, metrics, ended::countDown, UnaryOperator.identity())) {
            // The hook runs while the program ends; it must not return before the loops have. Not by waiting for the
            // main thread, whose own exit waits for the hooks.
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                ended.countDown();
                try {
                    closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            agent.start();
            working.set(agent);
            await(ended, agent);
            LOG.info("ends");
        }
    }

    private static void await(CountDownLatch ended, Agent agent) throws InterruptedException {
        var manager = ServiceManager.of(System.getenv());
        if (manager.isEmpty()) {
            ended.await();
            return;
        }
        manager.get().ready();
        var watchdog = manager.get().watchdog();
        // A third, so that two signs of life may be lost.
        long pause = watchdog == null ? Long.MAX_VALUE : watchdog.toMillis() / 3;
        while (!ended.await(pause, TimeUnit.MILLISECONDS)) {
            if (agent.isAlive()) {
                manager.get().alive();
            }
        }
    }

    private static DeviceIdentity identity(AgentConfig config, ServerClock clock) throws InterruptedException {
        var known = Joiner.enrollment(config).identity();
        if (known.isPresent()) {
            // Again, because the start before may have been cut off between the two.
            config.joining().seeds().forgetToken();
            return known.get();
        }
        var token = config.joining().token();
        if (token == null) {
            throw new BadConfig(List.of(new FieldError(
                    "token",
                    "required",
                    "must be set, because this machine is not enrolled yet; or run: signalbeam-agent enroll")));
        }
        var backoff = new Backoff(Duration.ofSeconds(1), config.rhythm().longestBackoff());
        var random = new Random();
        for (int failures = 1; ; failures++) {
            try {
                return Joiner.join(config, clock, token);
            } catch (TransientFailure e) {
                var pause = backoff.after(failures, random);
                var asked = e.retryAfter();
                pause = asked != null && asked.compareTo(pause) > 0 ? asked : pause;
                LOG.warn("cannot enrol yet: {} (next try in {} s)", e.reason(), pause.toSeconds());
                Thread.sleep(pause);
            }
        }
    }
}
