package io.signalbeam.agent.app;

import io.signalbeam.agent.adapter.docker.DockerLogs;
import io.signalbeam.agent.adapter.docker.DockerRuntime;
import io.signalbeam.agent.adapter.eventhubs.EventHubChannel;
import io.signalbeam.agent.artifacts.ArtifactFetch;
import io.signalbeam.agent.artifacts.ArtifactShelf;
import io.signalbeam.agent.cloud.ApiClient;
import io.signalbeam.agent.cloud.DesiredStateStore;
import io.signalbeam.agent.cloud.LeaseKeeper;
import io.signalbeam.agent.cloud.Poll;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.commands.CommandJournal;
import io.signalbeam.agent.commands.CommandRunner;
import io.signalbeam.agent.commands.DeviceDeeds;
import io.signalbeam.agent.execute.DeviceSteps;
import io.signalbeam.agent.execute.Executor;
import io.signalbeam.agent.execute.MemoryKeeper;
import io.signalbeam.agent.execute.Reconciler;
import io.signalbeam.agent.execute.StepRunner;
import io.signalbeam.agent.health.Trial;
import io.signalbeam.agent.identity.DeviceIdentity;
import io.signalbeam.agent.identity.Enrollment;
import io.signalbeam.agent.identity.KeyRing;
import io.signalbeam.agent.identity.RotationSchedule;
import io.signalbeam.agent.identity.TrustKeeper;
import io.signalbeam.agent.journal.DiskReserve;
import io.signalbeam.agent.journal.Stored;
import io.signalbeam.agent.logs.LogShipper;
import io.signalbeam.agent.logs.WantedLogs;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.agent.pace.Loop;
import io.signalbeam.agent.pace.RateCap;
import io.signalbeam.agent.pace.SteadyClock;
import io.signalbeam.agent.reconcile.Memory;
import io.signalbeam.agent.reconcile.Planner;
import io.signalbeam.agent.report.ReportBody;
import io.signalbeam.agent.report.ReportNumbers;
import io.signalbeam.agent.report.ReportOutbox;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.secrets.SealedLogins;
import io.signalbeam.agent.secrets.SecretSafe;
import io.signalbeam.agent.telemetry.Collector;
import io.signalbeam.agent.telemetry.ContainerMetrics;
import io.signalbeam.agent.telemetry.ContainerScrape;
import io.signalbeam.agent.telemetry.HostMetrics;
import io.signalbeam.agent.telemetry.LocalMetrics;
import io.signalbeam.agent.telemetry.Sampler;
import io.signalbeam.agent.telemetry.Spool;
import io.signalbeam.agent.telemetry.SpoolDrain;
import io.signalbeam.agent.update.AgentVersions;
import io.signalbeam.agent.update.AgentVersions.Launch;
import io.signalbeam.agent.update.PackageStore;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An enrolled agent at work: its parts and its loops, put together. */
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration REPORT_AT_LATEST = Duration.ofMinutes(10);
    /** After a first failure of Event Hubs: trying costs seconds, in which a report could have gone over HTTPS. */
    private static final Duration HUB_CLOSED = Duration.ofSeconds(15);

    private static final Duration DRAIN_AT_LATEST = Duration.ofMinutes(10);
    private static final Duration LOGS_SENT = Duration.ofSeconds(2);
    /** Whether any are to be sent: that is told, and so looked at for the sake of caution alone. */
    private static final Duration NO_LOGS_WANTED = Duration.ofMinutes(1);

    /** Of a round that touches nothing but this machine. */
    private static final Duration STUCK = Duration.ofMinutes(5);

    private static final Duration KEY_LOOKED_AT = Duration.ofHours(1);
    /** So seldom that it takes a hundredth of a percent of a core. */
    private static final Duration SWEPT = Duration.ofMinutes(5);

    private final AgentConfig config;
    private final Owner owner;
    private final DeviceIdentity identity;
    private final KeyRing keys;
    private final RotationSchedule rotation;
    private final ServerClock clock;
    private final LocalMetrics local;
    private final Random random = new Random();
    private final SteadyClock steadyClock = new SteadyClock();
    private final Backoff backoff;
    private final ApiClient api;
    private final EventHubsRoutes eventHubs;
    private final ContainerRuntime runtime;
    private final DesiredStateStore desired;
    private final TrustKeeper trust;
    private final Spool spool;
    private final SpoolDrain drain;
    private final Sampler sampler;
    private final DockerLogs dockerLogs;
    private final WantedLogs wantedLogs;
    private final LogShipper logs;
    private final StatusFile status;
    private final DiskReserve reserve;
    private final List<Loop> loops;
    private final Loop reconcile;
    private final Loop report;
    private final Loop publish;
    private final Loop key;
    private final Loop poll;
    private final Loop heartbeat;
    private final Loop command;
    private final Loop shipping;
    private final CommandRunner commands;
    private final ReportOutbox outbox;

    /** Of the heartbeat's thread. */
    private Instant sweptAt;

    @Nullable private volatile String etag;

    @Nullable private volatile Instant polledAt;

    /** As the reconciler last had it: without a word of commands. */
    @Nullable private ReportBody seen;

    @Nullable private volatile ReportBody lastReport;

    /** One that no other can be put in the place of. */
    Agent(AgentConfig config, DeviceIdentity identity, ServerClock clock) {
        this(config, identity, clock, new LocalMetrics(new SteadyClock()), () -> {}, UnaryOperator.identity());
    }

    /**
     * @param local what programs of this machine tell
     * @param end ends this process, for another version of the agent to be started
     * @param around what is put around the carrying out of steps, to watch it
     */
    Agent(
            AgentConfig config,
            DeviceIdentity identity,
            ServerClock clock,
            LocalMetrics local,
            Runnable end,
            UnaryOperator<StepRunner> around) {
        this.config = config;
        this.identity = identity;
        this.clock = clock;
        this.local = local;
        sweptAt = steadyClock.instant();
        var state = config.stateDir();
        owner = owner(config, identity);
        keys = new Enrollment(state).keys(identity);
        rotation = new RotationSchedule(config.rhythm().keyLife());
        backoff = new Backoff(Duration.ofSeconds(1), longestBackoff());
        api = new ApiClient(config.server(), config.proxy(), clock, Facts.version(), identity.signer());
        var leases = new LeaseKeeper(
                () -> keys.with(api::lease), shorter(LeaseKeeper.PATIENCE, longestBackoff()), steadyClock, random);
        eventHubs = eventHubs(leases);
        var https = new HttpsRoutes(api, keys);
        desired = new DesiredStateStore(
                new Stored<>(state.resolve("desired.json"), DesiredState.class), identity.deviceId());
        var safe = SecretSafe.of(identity, request -> keys.with(deviceKey -> api.secrets(deviceKey, request)));
        runtime = new DockerRuntime(
                config.dockerHost(),
                config.diskReserveBytes(),
                new SealedLogins(desired::get, safe),
                this::containersChanged);
        trust = new TrustKeeper(state, identity.tenantId(), config.requireSignedBundles());
        outbox = new ReportOutbox(
                identity.deviceId(),
                numbers(leases),
                clock,
                steadyClock,
                REPORT_AT_LATEST,
                List.of(eventHubs.reports(), https.reports()),
                this::reportNews);
        var memory = new MemoryKeeper(new Stored<>(state.resolve("memory.json"), Memory.class));
        var fetch = new ArtifactFetch(
                sha256 -> keys.with(deviceKey -> api.artifact(deviceKey, sha256)),
                config.diskReserveBytes(),
                config.proxy());
        var shelf = new ArtifactShelf(state.resolve("artifacts"), fetch);
        var launch = Launch.of(System.getenv(), Facts.version(), Facts.of(null).arch());
        var agents =
                new AgentVersions(launch, new PackageStore(fetch, config.diskReserveBytes()), outbox::hasSent, end);
        var reconciler = reconciler(memory, safe, shelf, agents, around);
        commands = new CommandRunner(
                () -> desired.get().map(DesiredState::commands).orElse(List.of()),
                new CommandJournal(new Stored<>(state.resolve("commands.json"), CommandJournal.Entries.class)),
                new DeviceDeeds(
                        desired::get,
                        runtime,
                        owner,
                        memory,
                        safe,
                        commandCloud(),
                        new Diagnosis(config, runtime, owner, this::lastReport)),
                new MachinePower(config.policy().reboot(), launch.image(), clock),
                clock,
                steadyClock,
                this::offer);
        spool = new Spool(state.resolve("spool"), config.spoolBytes());
        drain = new SpoolDrain(spool, List.of(eventHubs.telemetry(), https.telemetry()));
        sampler = new Sampler(
                identity.deviceId(),
                new Collector(
                        new HostMetrics(Path.of("/proc"), Path.of("/sys")),
                        new ContainerMetrics(Path.of("/sys/fs/cgroup")),
                        new ContainerScrape(),
                        local,
                        state,
                        steadyClock),
                reconciler::lastSeen,
                clock,
                clock::correction,
                spool);
        dockerLogs = new DockerLogs(config.dockerHost());
        wantedLogs = new WantedLogs(desired::get);
        logs = new LogShipper(
                identity.deviceId(),
                dockerLogs,
                eventHubs.telemetry(),
                reconciler::lastSeen,
                wantedLogs::of,
                new LogShipper.Clocks(Clock.systemUTC(), clock::correction),
                new RateCap(config.logs().bytesPerSecond(), config.logs().burstBytes(), steadyClock));
        status = new StatusFile(state);
        reserve = DiskReserve.in(state);
        reconcile = new Loop(
                "reconcile", backoff, () -> reconciler.run(config.rhythm().drift()));
        report = new Loop("report", backoff, this::sendReport);
        publish = new Loop("publish", backoff, this::publish);
        key = new Loop("key", backoff, this::changeKey);
        poll = new Loop("poll", backoff, this::poll);
        heartbeat = new Loop("heartbeat", backoff, this::heartbeat);
        command = new Loop("commands", backoff, this::command);
        shipping = new Loop("logs", backoff, this::shipLogs);
        loops = List.of(poll, reconcile, report, heartbeat, publish, key, command, shipping);
    }

    void start() {
        LOG.info("{} starts, agent {}", identity, Facts.version());
        loops.forEach(Loop::start);
    }

    /** Whether it takes samples, or rests between them: what hangs there hangs for ever. Other loops may wait for others. */
    boolean isAlive() {
        return heartbeat.busy().compareTo(STUCK) < 0;
    }

    Health health() {
        var parts = loops.stream().map(Loop::state).toList();
        return new Health(
                Health.isReady(polledAt, parts),
                Facts.version(),
                true,
                polledAt,
                desired.get().map(DesiredState::generation).orElse(0L),
                drain.over(),
                spool.size(),
                local.tally(),
                parts);
    }

    /** What the cloud was last told, or will be as soon as it can. */
    Optional<ReportBody> lastReport() {
        return Optional.ofNullable(lastReport);
    }

    @Override
    public void close() {
        loops.forEach(Loop::close);
        logs.close();
        dockerLogs.close();
        eventHubs.close();
        api.close();
        runtime.close();
        status.delete();
    }

    private EventHubsRoutes eventHubs(LeaseKeeper leases) {
        var closed = new Backoff(shorter(HUB_CLOSED, longestBackoff()), longestBackoff());
        return new EventHubsRoutes(
                new EventHubChannel(leases, LeaseResponse::reports, config.proxy(), false, closed, steadyClock, random),
                new EventHubChannel(
                        leases, LeaseResponse::telemetry, config.proxy(), true, closed, steadyClock, random));
    }

    private Duration longestBackoff() {
        return config.rhythm().longestBackoff();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private ReportNumbers numbers(LeaseKeeper leases) {
        return new ReportNumbers(
                identity.deviceId(),
                new Stored<>(config.stateDir().resolve("sequence.json"), ReportNumbers.Last.class),
                () -> {
                    var told = clock.told();
                    return (told.isPresent() ? told.get() : leases.lease().serverTime()).toEpochMilli();
                });
    }

    private Reconciler reconciler(
            MemoryKeeper memory,
            SecretSafe safe,
            ArtifactShelf shelf,
            AgentVersions agents,
            UnaryOperator<StepRunner> around) {
        var steps = new DeviceSteps(runtime, memory, safe, shelf, agents, owner);
        var trial = new Trial(config.rhythm().quiet(), Trial.DEFAULT.crashes());
        return new Reconciler(
                desired::get,
                runtime,
                new Planner(config.policy(), trial, trust::refuses),
                new Executor(around.apply(steps), steadyClock, backoff, random),
                memory,
                safe,
                shelf,
                agents,
                owner,
                steadyClock,
                Facts::of,
                this::saw);
    }

    private DeviceDeeds.Cloud commandCloud() {
        return new DeviceDeeds.Cloud() {
            @Override
            public void keep(String commandId, String text) throws InterruptedException {
                keys.with(deviceKey -> {
                    api.commandOutput(deviceKey, commandId, text);
                    return true;
                });
            }

            @Override
            public void refresh() {
                etag = null;
                poll.wake();
                reconcile.wake();
                heartbeat.wake();
            }
        };
    }

    /** What happened is told at once, and what has to be done about it is done. */
    private void containersChanged() {
        reconcile.wake();
    }

    private synchronized void saw(ReportBody body) {
        seen = body;
        offer();
    }

    /** Together, so that of two at once the later one says all. */
    private synchronized void offer() {
        if (seen != null) {
            var body = seen.answering(commands.answers());
            lastReport = body;
            outbox.offer(body);
        }
    }

    private Duration poll() throws InterruptedException {
        switch (keys.with(deviceKey -> api.desiredState(deviceKey, etag))) {
            case Poll.Changed(var next, var tag) -> {
                var signing = next.signing();
                if (signing != null) {
                    trust.learn(signing);
                }
                if (desired.accept(next)) {
                    LOG.info("generation {} is desired", next.generation());
                    reconcile.wake();
                    key.wake();
                    command.wake();
                    shipping.wake();
                }
                etag = tag.isEmpty() ? null : tag;
            }
            case Poll.Same() -> {}
        }
        polledAt = clock.instant();
        return pause(config.rhythm().reconcile(), settings().reconcileSeconds());
    }

    private Duration sendReport() throws InterruptedException {
        boolean first = !outbox.hasSent();
        var rest = outbox.flush();
        if (first && outbox.hasSent()) {
            // An agent on trial has proved itself.
            reconcile.wake();
        }
        return rest;
    }

    private Duration command() throws InterruptedException {
        // Neither the expiry of a command nor the machine's last boot can be told by a clock that is not right.
        return polledAt == null ? Duration.ofSeconds(1) : commands.run();
    }

    private Duration changeKey() throws InterruptedException {
        if (rotation.isDue(keys.identity(), settings().keyRotationAskedAt(), clock.instant())) {
            keys.rotate(api::rotateKey);
        }
        return pause(KEY_LOOKED_AT, 0);
    }

    private Duration heartbeat() {
        reserve.keep();
        sampler.sample();
        if (!publish.busy().isZero()) {
            // It writes the status when it is done, which may take its time.
            writeStatus();
        }
        publish.wake();
        sweep();
        return pause(config.rhythm().heartbeat(), settings().heartbeatSeconds());
    }

    // What a busy moment leaves among what lives long is collected when the heap is full, and a bounded heap is
    // that only when it is twice as large as what lives in it.
    private void sweep() {
        var now = steadyClock.instant();
        if (now.isAfter(sweptAt.plus(SWEPT))) {
            sweptAt = now;
            System.gc();
        }
    }

    private Duration publish() throws InterruptedException {
        try {
            drain.drain();
        } finally {
            writeStatus();
        }
        return DRAIN_AT_LATEST;
    }

    private Duration shipLogs() throws InterruptedException {
        boolean followed = logs.run();
        return followed || wantedLogs.any() ? LOGS_SENT : NO_LOGS_WANTED;
    }

    private Duration pause(@Nullable Duration own, int askedSeconds) {
        return Loop.jittered(Objects.requireNonNullElseGet(own, () -> Duration.ofSeconds(askedSeconds)), random);
    }

    private AgentSettings settings() {
        return desired.get().map(DesiredState::agent).orElse(AgentSettings.DEFAULTS);
    }

    private static Owner owner(AgentConfig config, DeviceIdentity identity) {
        return new Owner(
                identity.deviceId().toString(),
                identity.former().stream().map(DeviceId::toString).collect(Collectors.toUnmodifiableSet()),
                Home.of(config.stateDir()).orElse(null));
    }

    private void reportNews() {
        report.wake();
        writeStatus();
    }

    private void writeStatus() {
        var body = lastReport;
        status.write(new AgentStatus(
                clock.instant(),
                ProcessHandle.current().pid(),
                identity.deviceId().toString(),
                identity.name(),
                identity.server(),
                Facts.version(),
                desired.get().map(DesiredState::generation).orElse(0L),
                polledAt,
                drain.over(),
                spool.size(),
                body == null ? List.of() : body.bundles(),
                body == null ? List.of() : body.containers()));
    }
}
