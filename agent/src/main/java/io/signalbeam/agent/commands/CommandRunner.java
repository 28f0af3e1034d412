package io.signalbeam.agent.commands;

import io.signalbeam.agent.commands.CommandJournal.Entry;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.command.CommandKind;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.report.CommandAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries commands out one after another, each at most once: that one is begun is on disk before it is begun, and one that
 * was cut off is answered and not begun again. That the machine was booted after it was told to is enough for a reboot,
 * whatever became of the disk.
 */
public final class CommandRunner {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);
    private static final Duration REST = Duration.ofMinutes(1);
    private static final Duration LOOKED_AT_AGAIN = Duration.ofSeconds(5);
    /** For a machine to go down, with all that runs on it. */
    private static final Duration GOING_DOWN = Duration.ofMinutes(5);

    private final Supplier<List<DesiredCommand>> desired;
    private final CommandJournal journal;
    private final Deeds deeds;
    private final HostPower power;
    private final InstantSource clock;
    private final InstantSource steadyClock;
    private final Runnable news;
    /** Reboots that this process has asked for, and until when they are waited for. */
    private final Map<String, Instant> goingDown = new HashMap<>();

    /**
     * @param clock corrected by the server's
     * @param news called when there is something to tell the cloud
     */
    public CommandRunner(
            Supplier<List<DesiredCommand>> desired,
            CommandJournal journal,
            Deeds deeds,
            HostPower power,
            InstantSource clock,
            InstantSource steadyClock,
            Runnable news) {
        this.desired = desired;
        this.journal = journal;
        this.deeds = deeds;
        this.power = power;
        this.clock = clock;
        this.steadyClock = steadyClock;
        this.news = news;
    }

    /** What the cloud is to be told. */
    public List<CommandAnswer> answers() {
        var named = desired.get().stream().map(DesiredCommand::id).toList();
        return journal.answers(named, clock.instant());
    }

    /**
     * One round; to be called only once the cloud has told its time.
     *
     * @return how long to rest
     */
    public Duration run() throws InterruptedException {
        settle();
        var commands = desired.get();
        journal.keep(
                commands.stream().map(DesiredCommand::id).collect(Collectors.toUnmodifiableSet()), clock.instant());
        commands.stream()
                .filter(command -> journal.of(command.id()).isEmpty())
                .forEach(command -> note(command, CommandStatus.Delivered, null, null));
        for (var command : commands) {
            // One may have been taken back while the one before it ran.
            if (status(command) == CommandStatus.Delivered && desired.get().contains(command)) {
                carryOut(command);
            }
        }
        return journal.running().isEmpty() ? REST : LOOKED_AT_AGAIN;
    }

    /** Answers what was cut off. */
    private void settle() {
        for (var entry : journal.running()) {
            var command = entry.command();
            boolean reboot = command.kind().equals(CommandKind.Reboot.name());
            var until = goingDown.get(command.id());
            if (reboot && power.bootedAt().isAfter(command.issuedAt())) {
                note(command, CommandStatus.Succeeded, null, "The host is up again.");
            } else if (until != null && steadyClock.instant().isBefore(until)) {
                LOG.debug("{} is waited for", command);
            } else if (until != null) {
                note(command, CommandStatus.Failed, null, "The host did not go down.");
            } else if (reboot) {
                note(command, CommandStatus.Failed, null, "The agent was started again, and the host was not.");
            } else {
                note(command, CommandStatus.Failed, null, "The agent ended while it ran.");
            }
        }
    }

    private void carryOut(DesiredCommand command) throws InterruptedException {
        var kind = CommandKind.of(command.kind()).orElse(null);
        if (clock.instant().isAfter(command.expiresAt())) {
            note(command, CommandStatus.Expired, null, "Its time had passed.");
        } else if (kind == null) {
            note(command, CommandStatus.Failed, null, "This agent's version knows no " + command.kind() + ".");
        } else if (kind == CommandKind.Reboot && power.bootedAt().isAfter(command.issuedAt())) {
            note(command, CommandStatus.Succeeded, null, "The host has been booted since.");
        } else if (kind == CommandKind.Reboot && power.refusesReboot().isPresent()) {
            note(command, CommandStatus.Failed, null, power.refusesReboot().get());
        } else if (!note(command, CommandStatus.Running, null, null)) {
            // Begun without a note it might be begun again.
            note(command, CommandStatus.Failed, null, "The device's disk takes no note of it.");
        } else if (kind == CommandKind.Reboot) {
            reboot(command);
        } else {
            perform(command);
        }
    }

    private void perform(DesiredCommand command) throws InterruptedException {
        LOG.info("{} begins, by a command of the cloud ({})", command.kind(), command.id());
        try {
            var message = deeds.run(command, percent -> note(command, CommandStatus.Running, percent, null));
            note(command, CommandStatus.Succeeded, null, message);
        } catch (TransientFailure e) {
            note(command, CommandStatus.Failed, null, e.reason());
        } catch (PermanentFailure e) {
            note(command, CommandStatus.Failed, null, e.reason());
        } catch (RuntimeException e) {
            LOG.warn("{} failed", command, e);
            note(command, CommandStatus.Failed, null, e.toString());
        }
    }

    private void reboot(DesiredCommand command) throws InterruptedException {
        LOG.warn("the host is told to reboot, by a command of the cloud ({})", command.id());
        try {
            goingDown.put(command.id(), steadyClock.instant().plus(GOING_DOWN));
            power.reboot();
        } catch (PermanentFailure e) {
            note(command, CommandStatus.Failed, null, e.reason());
        }
    }

    private @Nullable CommandStatus status(DesiredCommand command) {
        return journal.of(command.id()).map(Entry::status).orElse(null);
    }

    private boolean note(
            DesiredCommand command, CommandStatus status, @Nullable Integer progress, @Nullable String message) {
        boolean kept = journal.put(new Entry(command, status, progress, cut(message), clock.instant()));
        news.run();
        return kept;
    }

    private static @Nullable String cut(@Nullable String message) {
        if (message == null || message.length() <= CommandAnswer.MAX_MESSAGE) {
            return message;
        }
        int end = CommandAnswer.MAX_MESSAGE - 1;
        // Half a surrogate pair is no text.
        end -= Character.isHighSurrogate(message.charAt(end - 1)) ? 1 : 0;
        return message.substring(0, end) + "…";
    }
}
