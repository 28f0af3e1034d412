package io.signalbeam.agent.app;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program {@code signalbeam-agent}. */
@Command(
        name = "signalbeam-agent",
        description = "Keeps the containers of this machine as its fleet's managers want them.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            RunCommand.class,
            EnrollCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            HealthCommand.class,
            DoctorCommand.class
        })
public final class Main {
    /** Ends of the program, as in sysexits(3), so that a service manager knows which are worth a restart. */
    static final int OK = 0;

    static final int UNHEALTHY = 1;
    static final int UNAVAILABLE = 69;
    static final int NO_PERMISSION = 77;
    static final int BAD_CONFIG = 78;

    private Main() {}

    public static void main(String[] args) {
        Logging.set();
        var plain = RunCommand.plain(args).<Callable<Integer>>map(run -> run).or(() -> HealthCommand.plain(args));
        System.exit(plain.isPresent() ? work(plain.get()) : commandLine().execute(args));
    }

    /** Without the parser of command lines, which would be in memory for as long as the agent works, and takes its time. */
    private static int work(Callable<Integer> command) {
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        try {
            return command.call();
        } catch (Exception failure) {
            try {
                return explain(failure, err);
            } catch (Exception bug) {
                bug.printStackTrace(err);
                return UNHEALTHY;
            }
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command.getErr()));
    }

    private static int explain(Exception failure, PrintWriter err) throws Exception {
        return switch (failure) {
            case BadConfig e -> {
                e.errors().forEach(error -> err.println(error.field() + " " + error.message()));
                yield BAD_CONFIG;
            }
            case PermanentFailure e -> {
                err.println(e.code() + ": " + e.reason());
                yield BAD_CONFIG;
            }
            case TransientFailure e -> {
                err.println(e.reason());
                yield UNAVAILABLE;
            }
            case UncheckedIOException e -> {
                err.println(e.getMessage() + " (" + e.getCause() + ")");
                yield NO_PERMISSION;
            }
            default -> throw failure;
        };
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"signalbeam-agent " + Facts.version()};
        }
    }
}
