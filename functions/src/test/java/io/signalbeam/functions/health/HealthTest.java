package io.signalbeam.functions.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.azure.functions.HttpResponseMessage;
import io.signalbeam.functions.app.App;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.testing.Calls;
import io.signalbeam.shared.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @Test
    void the_process_is_live_and_says_what_is_wrong_when_no_setting_is_there() throws Exception {
        var health = new App(() -> Settings.read(Map.of())).get(HealthFunctions.class);

        var live = health.live(Calls.get("/health/live"), Calls.context());
        assertThat(live.getStatusCode()).isEqualTo(200);
        var ready = health.ready(Calls.get("/health/ready"), Calls.context());
        assertThat(ready.getStatusCode()).isEqualTo(503);
        assertThat(json(ready).path("checks").path("settings").path("status").asText())
                .isEqualTo("failed");
        assertThat(json(ready).path("checks").fieldNames())
                .toIterable()
                .containsExactly("blobs", "cosmos", "eventHubs", "keyVault", "postgres", "settings");
    }

    @Test
    void is_ready_when_everything_answers_and_asks_all_of_it_at_once() throws Exception {
        // Each passes only when the other has been asked too.
        var together = new CyclicBarrier(2);
        var ready = reply(LONG, Map.of("a", () -> await(together), "b", () -> await(together)));

        assertThat(ready.getStatusCode()).isEqualTo(200);
        assertThat(json(ready).path("status").asText()).isEqualTo("ready");
    }

    @Test
    void one_that_fails_makes_it_unready_and_its_reason_stays_inside() {
        var ready = reply(
                LONG,
                Map.of(
                        "good",
                        () -> {},
                        "bad",
                        () -> {
                            throw new IllegalStateException("password hunter2 refused");
                        },
                        "worse",
                        () -> {
                            throw new NoClassDefFoundError("x");
                        }));

        assertThat(ready.getStatusCode()).isEqualTo(503);
        assertThat(ready.getBody().toString())
                .contains("\"good\":{\"status\":\"ok\"")
                .contains("\"bad\":{\"status\":\"failed\"")
                .contains("\"worse\":{\"status\":\"failed\"")
                .doesNotContain("hunter2");
    }

    @Test
    void one_that_does_not_answer_is_waited_for_briefly_and_not_asked_twice() {
        var asked = new AtomicInteger();
        var release = new CountDownLatch(1);
        var readiness = new Readiness(
                () -> Map.of("slow", () -> {
                    asked.incrementAndGet();
                    await(release);
                }),
                now::get,
                SHORT);
        var health = new HealthFunctions(readiness);

        assertThat(ready(health).getStatusCode()).isEqualTo(503);
        now.updateAndGet(at -> at.plusSeconds(60));
        assertThat(ready(health).getStatusCode()).isEqualTo(503);
        assertThat(asked).hasValue(1);
        release.countDown();
    }

    @Test
    void an_answer_is_good_for_five_seconds() {
        var asked = new AtomicInteger();
        var health = new HealthFunctions(new Readiness(() -> Map.of("a", asked::incrementAndGet), now::get, LONG));

        ready(health);
        now.updateAndGet(at -> at.plusSeconds(5));
        ready(health);
        assertThat(asked).hasValue(1);
        now.updateAndGet(at -> at.plusSeconds(1));
        ready(health);
        assertThat(asked).hasValue(2);
    }

    private HttpResponseMessage reply(Duration patience, Map<String, Runnable> questions) {
        return ready(new HealthFunctions(new Readiness(() -> questions, now::get, patience)));
    }

    private static HttpResponseMessage ready(HealthFunctions health) {
        return health.ready(Calls.get("/health/ready"), Calls.context());
    }

    private static JsonNode json(HttpResponseMessage answer) throws Exception {
        return Json.strict().readTree(answer.getBody().toString());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
