package io.signalbeam.agent.app;

import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.execute.StepRunner;
import io.signalbeam.agent.pace.SteadyClock;
import io.signalbeam.agent.reconcile.Step;
import io.signalbeam.agent.telemetry.LocalMetrics;
import io.signalbeam.shared.validation.Validated;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The agent's program, but before and after every kind of step that is not among its arguments it says so and stands
 * still, for the one who started it to kill it there.
 */
final class HaltingAgent {
    /** What it writes where it stands, and the name of the place behind it: {@code before PullImage}. */
    static final String STANDS = "stands ";

    /** The variable that names the configuration file. */
    static final String CONFIG = "HALTING_CONFIG";

    private HaltingAgent() {}

    /** @param arguments the places that are passed */
    public static void main(String[] arguments) throws Exception {
        Logging.set();
        var named = System.getenv(CONFIG);
        var file = named == null ? null : Path.of(named);
        var config = ((Validated.Valid<AgentConfig>) AgentConfigReader.read(file, System.getenv(), Map.of())).value();
        var clock = new ServerClock(Clock.systemUTC());
        var known = Joiner.enrollment(config).identity();
        var token = config.joining().token();
        var identity = known.isPresent() ? known.get() : Joiner.join(config, clock, token);
        var metrics = new LocalMetrics(new SteadyClock());
        var ended = new AtomicBoolean();
        new Agent(
                        config,
                        identity,
                        clock,
                        metrics,
                        () -> ended.set(true),
                        steps -> around(steps, Set.of(arguments), ended))
                .start();
        Thread.sleep(Long.MAX_VALUE);
    }

    private static StepRunner around(StepRunner steps, Set<String> passed, AtomicBoolean ended) {
        return (step, generation) -> {
            stand("before", step, passed);
            steps.run(step, generation);
            stand("after", step, passed);
            if (ended.get()) {
                System.exit(Main.OK);
            }
        };
    }

    private static void stand(String when, Step step, Set<String> passed) throws InterruptedException {
        var place = when + " " + step.getClass().getSimpleName();
        if (!passed.contains(place)) {
            System.out.println(STANDS + place);
            System.out.flush();
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
