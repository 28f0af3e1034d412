package io.signalbeam.local.fleet;

import io.signalbeam.shared.command.CommandKind;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.report.CommandAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a simulated device says of commands: nothing is done by any of them, and an ailing device does none. */
final class SimulatedAnswers {
    private static final int LINES = 40;

    private SimulatedAnswers() {}

    static List<CommandAnswer> to(DesiredState desired, Temperament temperament) {
        return desired.commands().stream()
                .map(command -> temperament == Temperament.AILING
                        ? new CommandAnswer(command.id(), CommandStatus.Failed, null, "its disk is read-only")
                        : new CommandAnswer(command.id(), CommandStatus.Succeeded, 100, "as a simulated device does"))
                .toList();
    }

    /** The text that it is to keep before it answers; empty for what gives none. */
    static Optional<String> output(DesiredCommand command, DesiredState desired, Instant now) {
        return CommandKind.of(command.kind()).flatMap(kind -> switch (kind) {
            case FetchLogs -> Optional.of(log(command, now));
            case Diagnostics ->
                Optional.of("engine   answers\ndisk     19 GiB free\nbundles  "
                        + desired.bundles().stream()
                                .map(bundle -> bundle.bundleId() + " " + bundle.version())
                                .collect(Collectors.joining(", "))
                        + "\n");
            case RestartContainer, Prune, Reboot, Refresh -> Optional.empty();
        });
    }

    private static String log(DesiredCommand command, Instant now) {
        var lines = command.lines();
        return IntStream.rangeClosed(1, lines == null ? LINES : Math.min(lines, LINES))
                .mapToObj(line -> "%s %s request %d served%n"
                        .formatted(now.minusSeconds(LINES - line), command.container(), line))
                .collect(Collectors.joining());
    }
}
