package io.signalbeam.agent.app;

import io.signalbeam.agent.adapter.docker.DockerRuntime;
import io.signalbeam.agent.cloud.ApiClient;
import io.signalbeam.agent.cloud.DesiredStateStore;
import io.signalbeam.agent.cloud.Poll;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.execute.Executor;
import io.signalbeam.agent.execute.MemoryKeeper;
import io.signalbeam.agent.execute.Reconciler;
import io.signalbeam.agent.health.Trial;
import io.signalbeam.agent.identity.DeviceIdentity;
import io.signalbeam.agent.journal.Stored;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.agent.pace.Loop;
import io.signalbeam.agent.pace.SteadyClock;
import io.signalbeam.agent.reconcile.Memory;
import io.signalbeam.agent.reconcile.Planner;
import io.signalbeam.agent.report.ReportOutbox;
import io.signalbeam.agent.report.ReportRoute;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.report.DeviceReport;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An enrolled agent at work: its loops, put together. */
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration REPORT_AT_LATEST = Duration.ofMinutes(10);

    private final AgentConfig config;
    private final DeviceIdentity identity;
    private final ApiClient api;
    private final ContainerRuntime runtime;
    private final DesiredStateStore desired;
    private final Random random = new Random();
    private final Loop poll;
    private final Loop reconcile;
    private final Loop report;

    @Nullable private volatile String etag;

    Agent(AgentConfig config, DeviceIdentity identity, ServerClock clock) {
        this.config = config;
        this.identity = identity;
        var steadyClock = new SteadyClock();
        var state = config.stateDir();
        var backoff = new Backoff(Duration.ofSeconds(1), config.rhythm().longestBackoff());
        api = new ApiClient(config.server(), clock, Facts.version());
        runtime = new DockerRuntime(config.dockerHost());
        desired = new DesiredStateStore(
                new Stored<>(state.resolve("desired.json"), DesiredState.class), identity.deviceId());
        var outbox = new ReportOutbox(
                identity.deviceId(),
                new Stored<>(state.resolve("sequence.json"), ReportOutbox.Sequence.class),
                clock,
                steadyClock,
                REPORT_AT_LATEST,
                List.of(new OverHttps()),
                this::reportNews);
        var memory = new MemoryKeeper(new Stored<>(state.resolve("memory.json"), Memory.class));
        var reconciler = new Reconciler(
                desired::get,
                runtime,
                new Planner(config.policy(), new Trial(config.rhythm().quiet(), Trial.DEFAULT.crashes())),
                new Executor(runtime, memory, identity.deviceId().toString(), steadyClock, backoff, random),
                memory,
                deviceIds(),
                steadyClock,
                Facts::of,
                outbox::offer);
        poll = new Loop("poll", backoff, this::poll);
        reconcile = new Loop(
                "reconcile", backoff, () -> reconciler.run(config.rhythm().drift()));
        report = new Loop("report", backoff, outbox::flush);
    }

    void start() {
        LOG.info("{} starts, agent {}", identity, Facts.version());
        poll.start();
        reconcile.start();
        report.start();
    }

    @Override
    public void close() {
        poll.close();
        reconcile.close();
        report.close();
        api.close();
        runtime.close();
    }

    private Duration poll() throws InterruptedException {
        switch (api.desiredState(identity.deviceKey(), etag)) {
            case Poll.Changed(var next, var tag) -> {
                if (desired.accept(next)) {
                    LOG.info("generation {} is desired", next.generation());
                    reconcile.wake();
                }
                etag = tag.isEmpty() ? null : tag;
            }
            case Poll.Same() -> {}
        }
        return Loop.jittered(
                Objects.requireNonNullElseGet(
                        config.rhythm().reconcile(),
                        () -> Duration.ofSeconds(settings().reconcileSeconds())),
                random);
    }

    private AgentSettings settings() {
        return desired.get().map(DesiredState::agent).orElse(AgentSettings.DEFAULTS);
    }

    private Set<String> deviceIds() {
        var ids = new HashSet<String>();
        ids.add(identity.deviceId().toString());
        identity.former().forEach(id -> ids.add(id.toString()));
        return ids;
    }

    private void reportNews() {
        report.wake();
    }

    private final class OverHttps implements ReportRoute {
        @Override
        public String name() {
            return "HTTPS";
        }

        @Override
        public void send(UUID eventId, DeviceReport report) throws InterruptedException {
            api.report(identity.deviceKey(), report);
        }
    }
}
