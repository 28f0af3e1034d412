package io.signalbeam.functions.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who hears of what, over the whole app on a real database. */
class LiveIT {
    private final HeardChannel channel = new HeardChannel();
    private final TestCloud cloud = new TestCloud(Map.of("PubSubConnection__serviceUri", "https://push.test"));

    @AfterEach
    void close() {
        cloud.close();
    }

    private void connect() {
        cloud.app.with(LiveChannel.class, channel).with(Executor.class, Thread::startVirtualThread);
    }

    @Test
    void people_of_a_tenant_are_told_of_each_kind_of_change_there_and_of_no_other_tenants() throws Exception {
        connect();
        var acme = cloud.tenant("acme");
        var other = cloud.tenant("other");
        var admin = cloud.person("acme", "Admin");

        admin.post("/groups", Map.of("name", "tills", "selector", "env=prod")).is(201);
        eventually(() -> assertThat(channel.toldOf(acme)).contains(Topic.Groups, Topic.Devices, Topic.Audit));

        admin.post(
                        "/bundles/pos/versions",
                        Map.of(
                                "bundleId",
                                "pos",
                                "version",
                                "1.0.0",
                                "containers",
                                List.of(Map.of("name", "app", "image", "app:1"))))
                .is(201);
        eventually(() -> assertThat(channel.toldOf(acme)).contains(Topic.Bundles));

        admin.post("/enrollment-tokens", Map.of("description", "berlin")).is(201);
        eventually(() -> assertThat(channel.toldOf(acme)).contains(Topic.EnrollmentTokens));

        assertThat(channel.toldOf(other)).isEmpty();
    }

    @Test
    void what_is_refused_is_told_of_to_nobody() throws Exception {
        connect();
        var acme = cloud.tenant("acme");
        var admin = cloud.person("acme", "Admin");
        admin.post("/groups", Map.of("name", "tills", "selector", "env=prod")).is(201);
        eventually(() -> assertThat(channel.toldOf(acme)).contains(Topic.Groups));
        int before = channel.hints().size();
        admin.post("/groups", Map.of("name", "tills", "selector", "env=test")).is(409);
        admin.post("/groups", Map.of("name", "No Name", "selector", "env=test")).is(400);
        // Whatever those had told would have come before this.
        admin.post("/enrollment-tokens", Map.of("description", "oslo")).is(201);
        eventually(() -> assertThat(channel.toldOf(acme)).contains(Topic.EnrollmentTokens));
        assertThat(channel.hints().subList(before, channel.hints().size()))
                .noneMatch(hint -> hint.changed().contains(Topic.Groups));
    }

    @Test
    void whoever_may_look_gets_an_address_for_the_own_tenant_alone() {
        connect();
        var acme = cloud.tenant("acme");
        var answer =
                cloud.person("acme", "Viewer").post("/live/negotiate", null).is(200);
        assertThat(answer.text("/protocol")).isEqualTo("json.webpubsub.azure.v1");
        assertThat(answer.text("/url")).contains("access_token=" + acme + ".ann.");
        assertThat(Instant.parse(answer.text("/expiresAt"))).isAfter(cloud.clock.instant());
        cloud.person("acme").post("/live/negotiate", null).is(403);
        cloud.anyone().post("/live/negotiate", null).is(401);
    }

    @Test
    void where_nothing_is_pushed_there_is_no_address() {
        try (var quiet = new TestCloud()) {
            quiet.tenant("acme");
            var answer =
                    quiet.person("acme", "Viewer").post("/live/negotiate", null).is(200);
            assertThat(answer.body().has("url")).isFalse();
        }
    }

    private static void eventually(Runnable check) throws InterruptedException {
        var end = Instant.now().plus(Duration.ofSeconds(30));
        while (true) {
            try {
                check.run();
                return;
            } catch (AssertionError e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }
}
