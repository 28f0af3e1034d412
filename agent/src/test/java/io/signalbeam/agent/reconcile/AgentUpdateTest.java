package io.signalbeam.agent.reconcile;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.health.Trial;
import io.signalbeam.agent.reconcile.ActualAgent.Refused;
import io.signalbeam.shared.bundle.AgentPackage;
import io.signalbeam.shared.bundle.AgentSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans for the agent itself, as text. */
class AgentUpdateTest {
    private static final HostPolicy POLICY = new HostPolicy(false, false, List.of(), List.of(), false, true);
    private static final DesiredBundle V2 = agent("agent", "2");
    private static final String KEY = "2.0.0-agent-2";
    private static final ActualAgent PACKAGED =
            new ActualAgent("1.0.0", "amd64", null, ActualAgent.PACKAGED, null, Set.of(), null, true, false);

    private static final ActualAgent FIXED = ActualAgent.fixed("1.0.0", "amd64", "it is cast in iron");

    private Memory memory = Memory.NONE;

    @Test
    void fetches_switches_waits_for_a_report_confirms_and_runs() {
        assertThat(plan(PACKAGED)).isEqualTo("stage agent on trial, place agent " + KEY + ", agent 2 is Updating");

        var placed = placed(PACKAGED);
        assertThat(plan(placed)).isEqualTo("stage agent on trial, switch to agent " + KEY + ", agent 2 is Updating");

        var ending = new ActualAgent("1.0.0", "amd64", null, "", KEY, Set.of(KEY), null, true, true);
        assertThat(plan(ending))
                .isEqualTo("waiting for agent/agent: the agent ends, and another one starts, agent 2 is Updating");

        assertThat(plan(running(KEY, KEY, false)))
                .isEqualTo("waiting for agent/agent: agent 2.0.0 has to report, agent 2 is Updating");
        assertThat(plan(running(KEY, KEY, true)))
                .isEqualTo("stage agent on trial, confirm agent " + KEY + ", agent 2 is Updating");

        assertThat(plan(running(KEY, null, true)))
                .isEqualTo("stage agent on trial, accept agent 2, agent 2 is Updating");
        memory = memory.accepted(V2);
        assertThat(plan(running(KEY, null, true))).isEqualTo("agent 2 is Running");
    }

    @Test
    void a_switch_that_was_cut_off_is_made_again() {
        var cutOff = new ActualAgent("1.0.0", "amd64", null, "", KEY, Set.of(KEY), null, true, false);
        assertThat(plan(cutOff)).contains("switch to agent " + KEY);
    }

    @Test
    void what_was_refused_is_not_tried_again_until_another_version_is() {
        var back = new ActualAgent(
                "1.0.0", "amd64", null, "", null, Set.of(KEY), new Refused(KEY, "it was silent"), true, false);
        var refused = "agent 2 is Failed (agent-failed: agent 2.0.0 was gone back from: it was silent)";
        assertThat(plan(back)).isEqualTo(refused);
        assertThat(plan(7, back, V2)).as("a later generation").isEqualTo(refused);
        assertThat(plan(1, back, agent("agent", "3"))).contains("place agent 3.0.0-agent-3");
    }

    @Test
    void a_version_that_is_just_being_gone_back_from_is_not_called_running() {
        var ended = new ActualAgent(
                "2.0.0", "amd64", null, KEY, null, Set.of(KEY), new Refused(KEY, "it was silent"), true, false);
        assertThat(plan(ended)).startsWith("agent 2 is Failed");
    }

    @Test
    void an_agent_that_is_of_the_version_already_stays() {
        memory = memory.accepted(V2);
        assertThat(plan(ActualAgent.fixed("2.0.0", "amd64", "it is cast in iron")))
                .isEqualTo("agent 2 is Running");
    }

    @Test
    void without_its_bundle_the_packaged_agent_comes_back() {
        assertThat(plan(1, running(KEY, null, true))).isEqualTo("stage -, switch to the packaged agent");
        assertThat(plan(1, PACKAGED)).isEmpty();
        assertThat(plan(1, FIXED)).isEmpty();
    }

    @Test
    void an_older_version_is_gone_to_as_a_newer_one_is() {
        assertThat(plan(1, running("3.0.0-agent-3", null, true), V2)).contains("place agent " + KEY);
        assertThat(plan(1, placed(running("3.0.0-agent-3", "3.0.0-agent-3", false)), V2))
                .as("in the middle of a trial")
                .contains("switch to agent " + KEY);
    }

    @Test
    void says_why_it_cannot() {
        assertThat(plan(FIXED)).contains("agent-unsupported", "agent 2.0.0 cannot be started: it is cast in iron");
        var arm = new ActualAgent("1.0.0", "arm64", null, "", null, Set.of(), null, true, false);
        assertThat(plan(arm)).contains("agent-unsupported", "no package for arm64");
        var planner = new Planner(HostPolicy.STRICT, Trial.DEFAULT);
        assertThat(text(planner, 1, PACKAGED, V2)).contains("give up agent: policy", "policy.agentUpdates");
        assertThat(text(planner, 1, FIXED, V2))
                .as("nothing to allow")
                .contains("cast in iron")
                .doesNotContain("policy");
    }

    @Test
    void one_bundle_brings_the_agent() {
        assertThat(plan(1, running(KEY, null, true), V2, agent("zebra", "9")))
                .contains("give up zebra: agent-unsupported, the bundle agent brings the agent already");
    }

    @Test
    void containers_of_the_versions_before_are_taken_away_first() {
        var shop = bundle("agent", "1", container("app", "app:1").spec());
        memory = memory.accepted(shop);
        var plan = planner().plan(state(1, V2), actual(PACKAGED), memory, Setbacks.NONE, Instant.EPOCH);
        assertThat(PlanText.of(plan)).contains("place agent " + KEY);
    }

    private static DesiredBundle agent(String id, String version) {
        var spec = new AgentSpec(version + ".0.0", List.of(new AgentPackage("amd64", "0".repeat(64), 31_000_000)));
        return new DesiredBundle(
                id, version, "sha256:" + id + "-" + version, List.of(), List.of(), null, List.of(), null, null, spec);
    }

    private static ActualAgent running(String key, String trial, boolean reported) {
        return new ActualAgent(key.substring(0, 5), "amd64", null, key, trial, Set.of(key), null, reported, false);
    }

    private static ActualAgent placed(ActualAgent agent) {
        return new ActualAgent(
                agent.version(),
                agent.arch(),
                null,
                agent.running(),
                agent.trial(),
                Set.of(KEY),
                null,
                agent.reported(),
                false);
    }

    private String plan(ActualAgent agent) {
        return plan(1, agent, V2);
    }

    private String plan(long generation, ActualAgent agent, DesiredBundle... bundles) {
        return text(planner(), generation, agent, bundles);
    }

    private static Planner planner() {
        return new Planner(POLICY, Trial.DEFAULT);
    }

    /** In one line, without the generation. */
    private String text(Planner planner, long generation, ActualAgent agent, DesiredBundle... bundles) {
        var plan = planner.plan(state(generation, bundles), actual(agent), memory, Setbacks.NONE, Instant.EPOCH);
        return PlanText.of(plan)
                .lines()
                .skip(1)
                .map(String::strip)
                .reduce((one, next) -> one + ", " + next)
                .orElse("");
    }

    private static ActualState actual(ActualAgent agent) {
        return new ActualState(List.of(), Map.of(), Set.of(), Map.of(), Set.of(), Set.of(), agent);
    }
}
