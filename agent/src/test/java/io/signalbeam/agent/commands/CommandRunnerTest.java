package io.signalbeam.agent.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.agent.commands.CommandJournal.Entries;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.command.CommandKind;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.CommandAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandRunnerTest {
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path folder;

    private Instant now = START;
    private Instant bootedAt = START.minus(Duration.ofDays(3));
    private Optional<String> refusal = Optional.empty();
    private int reboots;
    private List<DesiredCommand> desired = List.of();
    private final List<String> done = new ArrayList<>();
    private final List<List<CommandAnswer>> told = new ArrayList<>();
    private Deeds deeds;
    private CommandRunner runner;

    @BeforeEach
    void open() {
        deeds = (command, progress) -> {
            done.add(command.kind());
            return "done";
        };
        restart();
    }

    @Test
    void tells_each_step_and_does_a_command_once_however_often_it_is_named() throws Exception {
        deeds = (command, progress) -> {
            progress.accept(50);
            done.add(command.kind());
            return "freed";
        };
        restart();
        var prune = desire(CommandKind.Prune);
        runner.run();
        runner.run();
        restart();
        runner.run();
        assertThat(done).containsExactly("Prune");
        assertThat(told.stream().map(answers -> answers.getLast().status()).toList())
                .containsExactly(
                        CommandStatus.Delivered, CommandStatus.Running, CommandStatus.Running, CommandStatus.Succeeded);
        assertThat(told.get(2).getLast().progress()).isEqualTo(50);
        assertThat(runner.answers())
                .containsExactly(new CommandAnswer(prune.id(), CommandStatus.Succeeded, null, "freed"));
    }

    @Test
    void one_that_was_cut_off_is_answered_and_not_begun_again() throws Exception {
        deeds = (command, progress) -> {
            done.add(command.kind());
            throw new InterruptedException("the agent ends");
        };
        restart();
        desire(CommandKind.RestartContainer);
        assertThatThrownBy(runner::run).isInstanceOf(InterruptedException.class);
        restart();
        runner.run();
        assertThat(done).containsExactly("RestartContainer");
        assertThat(only().status()).isEqualTo(CommandStatus.Failed);
    }

    @Test
    void a_reboot_is_asked_for_once_and_answered_when_the_host_is_up_again() throws Exception {
        desire(CommandKind.Reboot);
        runner.run();
        assertThat(only().status()).isEqualTo(CommandStatus.Running);
        now = now.plus(Duration.ofMinutes(1));
        runner.run();
        bootedAt = now;
        restart();
        runner.run();
        assertThat(only().status()).isEqualTo(CommandStatus.Succeeded);
        assertThat(reboots).isEqualTo(1);
    }

    @Test
    void a_reboot_is_not_repeated_though_the_disk_forgot_that_there_was_one() throws Exception {
        desire(CommandKind.Reboot);
        runner.run();
        now = now.plus(Duration.ofMinutes(1));
        bootedAt = now;
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        restart();
        runner.run();
        assertThat(only().status()).isEqualTo(CommandStatus.Succeeded);
        assertThat(reboots).isEqualTo(1);
    }

    @Test
    void a_host_that_stays_up_is_told_of() throws Exception {
        desire(CommandKind.Reboot);
        runner.run();
        now = now.plus(Duration.ofMinutes(5));
        runner.run();
        assertThat(only().status()).isEqualTo(CommandStatus.Failed);

        desire(CommandKind.Reboot);
        runner.run();
        restart();
        runner.run();
        assertThat(only().status()).isEqualTo(CommandStatus.Failed);
        assertThat(reboots).isEqualTo(2);
    }

    @Test
    void the_hosts_policy_has_the_last_word() throws Exception {
        refusal = Optional.of("It stands on a dam.");
        desire(CommandKind.Reboot);
        runner.run();
        assertThat(reboots).isZero();
        assertThat(only().message()).isEqualTo("It stands on a dam.");
    }

    @Test
    void what_comes_too_late_or_is_not_known_is_not_begun() throws Exception {
        desire(CommandKind.Prune);
        now = now.plus(Duration.ofMinutes(61));
        runner.run();
        assertThat(only().status()).isEqualTo(CommandStatus.Expired);
        desired = List.of(command("MakeCoffee"));
        runner.run();
        assertThat(only().status()).isEqualTo(CommandStatus.Failed);
        assertThat(only().message()).contains("MakeCoffee");
        assertThat(done).isEmpty();
    }

    @Test
    void one_that_is_taken_back_while_another_runs_is_left_alone() throws Exception {
        deeds = (command, progress) -> {
            done.add(command.kind());
            desired = desired.subList(0, 1);
            return "";
        };
        restart();
        desired = List.of(command("Prune"), command("Refresh"));
        runner.run();
        assertThat(done).containsExactly("Prune");
    }

    @Test
    void a_failure_is_the_answer_and_its_words_are_cut() throws Exception {
        deeds = (command, progress) -> {
            throw new PermanentFailure("x", "é".repeat(2000), null);
        };
        restart();
        desire(CommandKind.Prune);
        runner.run();
        assertThat(only().status()).isEqualTo(CommandStatus.Failed);
        assertThat(only().message()).hasSize(CommandAnswer.MAX_MESSAGE);
    }

    @Test
    void nothing_is_begun_that_the_disk_takes_no_note_of() throws Exception {
        var place = folder.resolve("gone");
        runner = runner(place.resolve("commands.json"));
        // A folder that is none any more: as root, no permission would keep anybody from writing.
        Files.writeString(place, "");
        desire(CommandKind.Reboot);
        runner.run();
        assertThat(reboots).isZero();
        assertThat(only().status()).isEqualTo(CommandStatus.Failed);
    }

    @Test
    void an_answer_is_told_for_a_while_after_the_cloud_gave_up_waiting() throws Exception {
        desire(CommandKind.Prune);
        runner.run();
        desired = List.of();
        runner.run();
        assertThat(runner.answers()).hasSize(1);
        now = now.plus(Duration.ofHours(1));
        assertThat(runner.answers()).isEmpty();
    }

    private CommandAnswer only() {
        assertThat(desired).hasSize(1);
        return runner.answers().stream()
                .filter(answer -> answer.id().equals(desired.getFirst().id()))
                .findFirst()
                .orElseThrow();
    }

    private DesiredCommand desire(CommandKind kind) {
        var command = command(kind.name());
        desired = List.of(command);
        return command;
    }

    private DesiredCommand command(String kind) {
        return new DesiredCommand(
                UuidV7.random().toString(), kind, now, now.plus(Duration.ofHours(1)), null, null, null);
    }

    /** The agent's process ends and starts: only what is on disk stays. */
    private void restart() {
        runner = runner(folder.resolve("commands.json"));
    }

    private CommandRunner runner(Path file) {
        var power = new HostPower() {
            @Override
            public Optional<String> refusesReboot() {
                return refusal;
            }

            @Override
            public void reboot() {
                reboots++;
            }

            @Override
            public Instant bootedAt() {
                return bootedAt;
            }
        };
        return new CommandRunner(
                () -> desired,
                new CommandJournal(new Stored<>(file, Entries.class)),
                (DesiredCommand command, IntConsumer progress) -> deeds.run(command, progress),
                power,
                () -> now,
                () -> now,
                () -> told.add(runner.answers()));
    }
}
