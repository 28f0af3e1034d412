package io.signalbeam.functions.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Draws {@code docs/rollouts.md} from the tables in the code; {@code -Dwrite.docs} writes it anew. */
class RolloutDocsTest {
    private static final Path PAGE = Path.of("..", "docs", "rollouts.md");

    @Test
    void the_page_shows_the_transitions_that_the_code_allows() throws IOException {
        var page = page();
        if (System.getProperty("write.docs") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("generated: run this test with -Dwrite.docs").hasContent(page);
    }

    private static String page() {
        var meanings = Arrays.stream(RolloutDeviceStatus.values())
                .map(status -> "| `" + status + "` | " + status.meaning() + " |\n")
                .collect(Collectors.joining());
        return """
                # Rollouts

                The diagrams and tables on this page are generated from the code (`RolloutStatus`, `RolloutDeviceStatus`,
                `ActionRules`): a test compares. What is decided in which situation is to be read in
                `functions/src/test/resources/decisions`, a file for each.

                ## Asking for one

                ```json
                {"bundleId": "shop", "version": "2.0.0", "target": {"groupId": "…"},
                 "waves": [{"name": "canary", "selector": "canary", "soakSeconds": 3600},
                           {"percentage": 20, "successThreshold": 95, "soakSeconds": 600, "approval": true},
                           {}],
                 "maxUnavailable": {"percentage": 10},
                 "errorThreshold": {"percentage": 5, "minimum": 20, "action": "RollBack"},
                 "gates": [{"metric": "cpuPercent", "against": "Rest", "by": "Ratio", "atMost": 1.5}],
                 "windows": {"open": [{"days": ["Mon", "Tue", "Wed", "Thu"], "from": "22:00", "to": "04:00"}]},
                 "startAt": "2026-03-01T21:00:00Z", "priority": 10, "deviceDeadlineSeconds": 900}
                ```

                Without any of it a rollout goes to everybody at once, as soon as it is made. With `draft` it waits for
                `start`, and reaches whom its target has by then.

                - **Waves** come one after the other. A wave with a `selector` takes the devices that it matches, the first that
                  does; `percentage` (of all devices) and `count` share the rest in their order; the last wave takes all that is
                  left. Which devices a percentage takes is drawn anew for each rollout. A wave has come through when
                  `successThreshold` of a hundred of its devices have succeeded (100 unless set); it then soaks for
                  `soakSeconds`. With `approval` it waits for somebody before it begins; on the first wave that is the approval
                  of the whole rollout. Devices that are late do not hold up the next wave once the threshold is reached, and
                  the rollout ends when they have come to an end too.
                - **`maxUnavailable`** bounds how many devices are updating at any moment, in all waves together and when going
                  back too. With it, a device is asked only while it is online, so that no place is held by one that sleeps; one
                  that falls asleep right after it was asked keeps its place.
                - **`errorThreshold`** counts failed and timed-out devices against those that were tried. Reaching it pauses the
                  rollout, or rolls it back. The same is done when a wave cannot reach its threshold any more; without an error
                  threshold the rollout has failed then. `resume` forgives what had failed until then.
                - **Gates** watch the devices of a soaking wave, and pause the rollout or roll it back when these do worse than
                  others or than before: [gates](rollout-gates.md).
                - **`deviceDeadlineSeconds`** counts from when the device has reported that it saw the new desired state. Before
                  that it waits, for as long as it sleeps, and is reported as waiting.
                - **Windows** go by the clock where the device is: its label `timezone` (or the one named by `label`) with dots for
                  slashes, as in `Europe.Berlin`; without it the group's `timeZone`; without that `zone`, or UTC. Devices are
                  asked within a window; what they are at when it ends they finish. Going back does not wait for one.
                - **Priority.** A rollout that would reach devices of another one of the same bundle and priority is refused
                  (`rollout-conflict`). With another priority it is taken, and a device that both would still ask is left to the
                  higher one: the other says `Superseded` of it.
                - **Joining and leaving.** A device that joins the rollout's group comes into its last wave; after the rollout it
                  gets what the group runs by then. One that leaves the group before it was asked is `Skipped`.

                `waitingFor` of `GET /rollouts/{id}` says in a sentence what a rollout waits for. What one would do, what
                failures have in common and when a version is given to nobody any more stands in
                [before and after a rollout](rollout-insight.md).

                ## A rollout

                ```mermaid
                stateDiagram-v2
                %s```

                `Failed` is an end for the engine; only `retry` and `rollback` lead out of it. A rollout has succeeded when
                every device has come to an end and every wave has reached its threshold; `Skipped` and `Superseded` devices do
                not count. Then its version becomes what the group, or each device, is asked for. A rollout that failed or was
                cancelled leaves what it has reached as it is: its assignments stay and compete with all others, and a later one of
                the group or the device takes their place.

                ## What people can do

                `POST /rollouts/{id}/{action}`. Each may be sent twice: **same** answers with the rollout as it is. Where an
                action is not possible, the code of the refusal stands.

                %s
                `approve` and `promote` take `?wave=N`, so that a click that is sent twice cannot mean the next wave. Promoting
                skips the rest of a soak, and nothing else: gates are still asked. Rolling back removes what the rollout asked of
                each device, so that the assignments that were there before count again: each goes back to what it ran before,
                unless somebody has asked it for something else meanwhile. Devices that sleep and never saw the new version are
                back at once. Retrying asks the failed devices again with a new generation, which makes an agent try a version
                that it had given up.

                ## One device of a rollout

                ```mermaid
                stateDiagram-v2
                %s```

                | status | the device |
                |---|---|
                %s
                ## The engine

                A timer ticks every five seconds, on any number of instances, four rollouts at a time on each. A tick takes each under a row lock that
                others skip, reads counts, asks `Decider.decide(rollout, progress, now)`, which is pure, does what it says with
                set-based statements, and asks again until the answer is to wait; all in one transaction, together with the
                outbox of the twins. One that is broken off leaves nothing behind. A device's generation never falls, and its
                twin takes no document of a lower one, in whatever order writes arrive; `POST /tenants/{id}/rebuild-twins` has all
                twins of a tenant written anew. Where all twins move to another account, as when a region is lost, every generation rises by
                1,000, and what a device was asked and has not seen counts from there on: the numbers between may be those of changes
                that were lost.
                """.formatted(
                        diagram(RolloutStatus.values(), RolloutStatus::next, "Draft"),
                        actions(),
                        diagram(RolloutDeviceStatus.values(), RolloutDeviceStatus::next, "Pending"),
                        meanings);
    }

    private static String actions() {
        var now = Instant.parse("2026-01-01T00:00:00Z");
        var plan = new RolloutPlan(
                List.of(Wave.OF_ALL, new Wave(null, null, null, null, null, 60, true)), null, null, null, null);
        var states = new LinkedHashMap<String, RolloutState>();
        states.put("Draft", new RolloutState.Draft());
        states.put("AwaitingApproval", new RolloutState.AwaitingApproval());
        states.put("Scheduled", new RolloutState.Scheduled(now.plusSeconds(1)));
        states.put("Running", new Running(0, new Phase.Updating()));
        states.put("Running, wave awaits approval", new Running(1, new Phase.AwaitingApproval()));
        states.put("Running, wave soaks", new Running(0, new Phase.Soaking(now.plusSeconds(9))));
        states.put("Paused", new RolloutState.Paused("", new Running(0, new Phase.Updating())));
        states.put("RollingBack", new RolloutState.RollingBack(""));
        states.put("Failed", new RolloutState.Failed("", 0, false));
        states.put("Succeeded", new RolloutState.Succeeded());
        states.put("RolledBack", new RolloutState.RolledBack(""));
        states.put("Cancelled", new RolloutState.Cancelled(""));
        var actions = List.of(
                new RolloutAction.Start(),
                new RolloutAction.Approve(null),
                new RolloutAction.Pause(),
                new RolloutAction.Resume(),
                new RolloutAction.Promote(null),
                new RolloutAction.Retry(),
                new RolloutAction.RollBack(),
                new RolloutAction.Cancel());
        var table = new StringBuilder("| where it stands |");
        actions.forEach(action -> table.append(" `").append(action.word()).append("` |"));
        table.append("\n|---|").append("---|".repeat(actions.size())).append('\n');
        states.forEach((name, state) -> {
            table.append("| ").append(name).append(" |");
            for (var action : actions) {
                var asked = new ActionRules.Asked(plan, null, 3, now, "somebody");
                table.append(' ')
                        .append(word(ActionRules.judge(action, state, asked)))
                        .append(" |");
            }
            table.append('\n');
        });
        return table.toString();
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Nothing ignored -> "**same**";
            case Verdict.Refused(var code, var ignored) -> "`" + code.code() + "`";
            case Verdict.Become(RolloutState next) -> "→ " + next.status();
            case Verdict.TryAgain(RolloutState next) -> "→ " + next.status();
        };
    }

    private static <E extends Enum<E>> String diagram(E[] statuses, Function<E, Set<E>> next, String first) {
        var lines = new StringBuilder("    [*] --> " + first + "\n");
        for (var status : statuses) {
            for (var one : next.apply(status)) {
                lines.append("    ").append(status).append(" --> ").append(one).append('\n');
            }
            if (next.apply(status).isEmpty()) {
                lines.append("    ").append(status).append(" --> [*]\n");
            }
        }
        return lines.toString();
    }
}
