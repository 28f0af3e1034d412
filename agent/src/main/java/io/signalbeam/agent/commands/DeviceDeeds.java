package io.signalbeam.agent.commands;

import io.signalbeam.agent.execute.MemoryKeeper;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.agent.reconcile.Planner;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.secrets.SecretSafe;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.command.CommandKind;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.desired.DesiredState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** What each command is on this device. Outputs are struck of secrets before they leave. */
public final class DeviceDeeds implements Deeds {
    /** Bytes of an output: it is in memory several times on its way, in a heap of 24 MiB. */
    static final int MOST_BYTES = 256 * 1024;

    private static final int USUAL_LINES = 500;
    private static final int USUAL_GRACE = 10;
    private static final int DELIVERY_TRIES = 8;

    private final Supplier<Optional<DesiredState>> desired;
    private final ContainerRuntime runtime;
    private final Owner owner;
    private final MemoryKeeper memory;
    private final SecretSafe safe;
    private final Cloud cloud;
    private final Diagnosis diagnosis;
    private final Random random = new Random();
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Where outputs go, and what it is asked for by itself. */
    public interface Cloud {

        /** Keeps a command's output. */
        void keep(String commandId, String text) throws InterruptedException;

        /** Has everything that is asked for and told now and then be asked for and told now. */
        void refresh();
    }

    /** Looks at everything that somebody would look at first. */
    @FunctionalInterface
    public interface Diagnosis {
        List<String> lines(IntConsumer progress) throws InterruptedException;
    }

    public DeviceDeeds(
            Supplier<Optional<DesiredState>> desired,
            ContainerRuntime runtime,
            Owner owner,
            MemoryKeeper memory,
            SecretSafe safe,
            Cloud cloud,
            Diagnosis diagnosis) {
        this.desired = desired;
        this.runtime = runtime;
        this.owner = owner;
        this.memory = memory;
        this.safe = safe;
        this.cloud = cloud;
        this.diagnosis = diagnosis;
    }

    @Override
    public String run(DesiredCommand command, IntConsumer progress) throws InterruptedException {
        return switch (CommandKind.of(command.kind()).orElseThrow()) {
            case FetchLogs -> fetchLogs(command);
            case RestartContainer -> restart(command);
            case Diagnostics -> {
                var lines = diagnosis.lines(progress);
                yield deliver(command, lines);
            }
            case Prune -> prune();
            case Refresh -> {
                cloud.refresh();
                yield "Asked for the desired state, and looked.";
            }
            case Reboot -> throw new IllegalArgumentException("a reboot is not waited for here");
        };
    }

    private String fetchLogs(DesiredCommand command) throws InterruptedException {
        int lines = Objects.requireNonNullElse(command.lines(), USUAL_LINES);
        return deliver(command, runtime.lastLines(container(command).id(), lines, MOST_BYTES));
    }

    private String restart(DesiredCommand command) {
        var container = container(command);
        int grace = spec(command).map(ContainerSpec::stopGraceSeconds).orElse(USUAL_GRACE);
        runtime.stop(container.id(), grace);
        runtime.start(container.id());
        return "Stopped and started.";
    }

    private String prune() {
        var kept = new HashSet<String>();
        var state = desired.get().orElseThrow();
        for (var image : Planner.images(state, memory.memory())) {
            runtime.imageId(image).ifPresent(kept::add);
        }
        return "Made room of " + runtime.prune(kept) + " bytes.";
    }

    private ActualContainer container(DesiredCommand command) {
        return runtime.containers().stream()
                .filter(container -> owner.owns(container)
                        && container.bundle().equals(command.bundleId())
                        && container.name().equals(command.container()))
                .findFirst()
                .orElseThrow(() -> new PermanentFailure(
                        "not-found",
                        "There is no container " + command.bundleId() + "/" + command.container() + " here.",
                        null));
    }

    private Optional<ContainerSpec> spec(DesiredCommand command) {
        return desired.get().stream()
                .flatMap(state -> state.bundles().stream())
                .filter(bundle -> bundle.bundleId().equals(command.bundleId()))
                .flatMap(bundle -> bundle.containers().stream())
                .filter(container -> container.name().equals(command.container()))
                .findFirst();
    }

    /** Retried here: what was found may be gone when somebody asks again. */
    private String deliver(DesiredCommand command, List<String> lines) throws InterruptedException {
        safe.holdAll(desired.get().orElseThrow());
        var last = end(safe.strikeOut(lines));
        var text = String.join("", last);
        for (int attempt = 1; ; attempt++) {
            try {
                cloud.keep(command.id(), text);
                return last.size() + " lines.";
            } catch (TransientFailure e) {
                if (attempt == DELIVERY_TRIES) {
                    throw e;
                }
                Thread.sleep(backoff.after(attempt, random));
            }
        }
    }

    /** As many of the last lines as there is room for, each with its end. */
    private static List<String> end(List<String> lines) {
        var last = new ArrayDeque<String>();
        int bytes = 0;
        for (var line : lines.reversed()) {
            // NUL is no text for those who read it.
            var whole = line.replace('\0', ' ') + "\n";
            bytes += whole.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                break;
            }
            last.addFirst(whole);
        }
        return List.copyOf(last);
    }
}
