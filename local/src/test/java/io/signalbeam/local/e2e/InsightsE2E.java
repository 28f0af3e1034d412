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

    /** What a deployment tries before a version gets any request of users. */
    @Test
    void the_smoke_test_passes() throws Exception {
        assertThat(smoke(cloud.openId("admin-of-watched", "watched"))).isZero();
        assertThat(smoke("not-a-token")).isNotZero();
    }

    private static List<Item> within(Item request) {
        return insights.items(item -> request.trace() != null && request.trace().equals(item.trace()), 1000);
    }

    private static List<Item> metric(String name) {
        return insights.items(item -> item.kind() == Kind.METRIC && item.name().equals(name), 100);
    }

    private static int smoke(String token) throws IOException, InterruptedException {
        var log = Files.createTempFile(folder, "smoke", ".log");
        var script = new ProcessBuilder(
                        TestCloud.ROOT.resolve(".github/deploy/smoke").toString(), cloud.api() + "/api")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        script.environment().put("SIGNALBEAM_TOKEN", token);
        var process = script.start();
        assertThat(process.waitFor(Duration.ofMinutes(2).toSeconds(), TimeUnit.SECONDS))
                .as("the smoke test ends")
                .isTrue();
        return process.exitValue();
    }
}
