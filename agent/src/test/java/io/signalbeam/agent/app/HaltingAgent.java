package io.signalbeam.agent.app;

import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.agent.execute.StepRunner;
import io.signalbeam.agent.pace.SteadyClock;
import io.signalbeam.agent.reconcile.Step;
import io.signalbeam.agent.telemetry.LocalMetrics;
import io.signalbeam.shared.validation.Validated;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/**
 * The agent's program, but before and after every kind of step that is not among its arguments it says so and stands
 * still, for the one who started it to kill it there.
 */
final class HaltingAgent {
    /** What it writes where it stands, and the name of the place behind it: {@code before PullImage}. */
    static final String STANDS = "stands ";

    private HaltingAgent() {}

    /** @param arguments the places that are passed */
    public static void main(String[] arguments) throws Exception {
        Logging.set();
        var config = ((Validated.Valid<AgentConfig>) AgentConfigReader.read(null, System.getenv(), Map.of())).value();
        var clock = new ServerClock(Clock.systemUTC());
        var known = Joiner.enrollment(config).identity();
        var token = config.joining().token();
        var identity = known.isPresent() ? known.get() : Joiner.join(config, clock, token);
        var metrics = new LocalMetrics(new SteadyClock());
        new Agent(config, identity, clock, metrics, steps -> around(steps, Set.of(arguments))).start();
        Thread.sleep(Long.MAX_VALUE);
    }

    private static StepRunner around(StepRunner steps, Set<String> passed) {
        return (step, generation) -> {
            stand("before", step, passed);
            steps.run(step, generation);
            stand("after", step, passed);
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
