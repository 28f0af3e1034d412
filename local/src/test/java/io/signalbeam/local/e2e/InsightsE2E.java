package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.fleet.SimulatedFleet;
import io.signalbeam.local.insights.InsightsCollector;
import io.signalbeam.local.insights.Item;
import io.signalbeam.local.insights.Item.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see: the Application Insights agent runs beside the functions and tells a collector on loopback. */
class InsightsE2E {
    @TempDir
    static Path folder;

    private static TestCloud cloud;
    private static Api admin;
    private static InsightsCollector insights;

    @BeforeAll
    static void start() throws Exception {
        cloud = TestCloud.withInsights(folder.resolve("cloud"));
        admin = cloud.admin("watched");
        insights = cloud.local().insights();
    }

    @AfterAll
    static void stop() {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void a_request_shows_with_what_it_asked_of_the_database() throws Exception {
        admin.get("/devices").ok();

        Eventually.check(() -> assertThat(insights.items(item -> item.kind() == Kind.REQUEST, 100))
                .anySatisfy(request -> {
                    assertThat(request.text()).contains("/api/devices");
                    assertThat(request.failed()).isFalse();
                    assertThat(within(request)).anySatisfy(asked -> {
                        assertThat(asked.kind()).isEqualTo(Kind.DEPENDENCY);
                        assertThat(asked.text()).containsIgnoringCase("from devices");
                    });
                }));
    }

    @Test
    @SuppressWarnings("try") // The fleet lives for as long as the block; nobody asks it anything.
    void our_own_numbers_show_by_tenant_and_partition() throws Exception {
        var token = admin.enrollmentToken(Map.of());
        try (var fleet = SimulatedFleet.start(cloud.api(), folder.resolve("fleet"), token, 2)) {
            Eventually.check(() -> {
                assertThat(metric("signalbeam.ingest.events")).anySatisfy(stored -> {
                    assertThat(stored.millis()).isPositive();
                    assertThat(stored.properties()).containsKey("signalbeam.tenant.id");
                });
                assertThat(metric("signalbeam.ingest.lag"))
                        .anySatisfy(lag -> assertThat(lag.properties()).containsKey("signalbeam.partition"));
            });
        }
    }

    /** The SDK of a device whose operator watches it, too, tells the hub of the trace, and the functions go on with it. */
    @Test
    @SuppressWarnings("try") // The agent lives for as long as the block; nobody asks it anything.
    void a_trace_runs_from_the_agents_event_over_the_hub_to_the_row() throws Exception {
        var token = admin.enrollmentToken(Map.of());
        try (var agent = AgentProcess.run(
                TestCloud.ROOT, folder.resolve("agent"), cloud.api(), token, "watched", watchedAgent())) {
            Eventually.check(() -> {
                var taken = insights.items(item -> item.name().equals("process device-telemetry"), 100);
                assertThat(taken).anySatisfy(process -> {
                    assertThat(within(process)).anySatisfy(sent -> {
                        assertThat(sent.role()).isEqualTo("agent");
                        assertThat(sent.kind()).isEqualTo(Kind.DEPENDENCY);
                    });
                    assertThat(within(process)).anySatisfy(row -> {
                        assertThat(row.role()).isEqualTo("functions");
                        assertThat(row.kind()).isEqualTo(Kind.DEPENDENCY);
                        assertThat(row.text()).startsWith("copy device_metrics");
                        assertThat(row.parent()).isEqualTo(process.id());
                    });
                });
            });
        }
    }

    private static Map<String, String> watchedAgent() {
        return Map.of(
                // It takes several times what the agent itself does.
                "SIGNALBEAM_AGENT_JAVA_OPTIONS",
                "-Xmx192m -Xss1m -XX:ReservedCodeCacheSize=64m --add-opens=java.base/java.lang=ALL-UNNAMED"
                        + " -Dnet.bytebuddy.experimental=true -javaagent:"
                        + TestCloud.ROOT.resolve("local/target/agents/applicationinsights-agent.jar"),
                "APPLICATIONINSIGHTS_CONNECTION_STRING",
                insights.connectionString(),
                "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL",
                "true",
                "APPLICATIONINSIGHTS_CONFIGURATION_CONTENT",
                """
                {"role": {"name": "agent"}, "sampling": {"percentage": 100}}""");
    }

    /** What a deployment tries before a version gets any request of users. */
    @Test
    void the_smoke_test_passes() throws Exception {
        assertThat(smoke(cloud.openId("admin-of-watched", "watched"))).isZero();
        assertThat(smoke("not-a-token")).isNotZero();
    }

    /** The same that is tried of the system in containers, which cannot be pulled where tests run. */
    @Test
    void what_is_tried_of_the_containers_holds_here() throws Exception {
        assertThat(run(
                        "local/compose/try",
                        Map.of(),
                        cloud.api().toString(),
                        cloud.local().openId().issuer().toString()))
                .isZero();
    }

    private static List<Item> within(Item request) {
        return insights.items(item -> request.trace() != null && request.trace().equals(item.trace()), 1000);
    }

    private static List<Item> metric(String name) {
        return insights.items(item -> item.kind() == Kind.METRIC && item.name().equals(name), 100);
    }

    private static int smoke(String token) throws IOException, InterruptedException {
        return run(".github/deploy/smoke", Map.of("SIGNALBEAM_TOKEN", token), cloud.api() + "/api");
    }

    private static int run(String script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(TestCloud.ROOT.resolve(script).toString()));
        command.addAll(List.of(arguments));
        var log = Files.createTempFile(folder, "script", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        assertThat(process.waitFor(Duration.ofMinutes(3).toSeconds(), TimeUnit.SECONDS))
                .as("%s ends", script)
                .isTrue();
        return process.exitValue();
    }
}
