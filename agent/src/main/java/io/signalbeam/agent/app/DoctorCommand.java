package io.signalbeam.agent.app;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks all that the agent depends on, and says what to do. Ends with 1 when something failed.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Nullable @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        boolean failed = false;
        for (var finding : Examination.of(options.read(Map.of()))) {
            out.printf("%-8s %-10s %s%n", word(finding.grade()), finding.subject(), finding.detail());
            if (!finding.remedy().isEmpty()) {
                out.printf("%-19s -> %s%n", "", finding.remedy());
            }
            failed |= finding.grade() == Finding.Grade.FAILED;
        }
        return failed ? Main.UNHEALTHY : Main.OK;
    }

    private static String word(Finding.Grade grade) {
        return grade.name().toLowerCase(Locale.ROOT);
    }
}
