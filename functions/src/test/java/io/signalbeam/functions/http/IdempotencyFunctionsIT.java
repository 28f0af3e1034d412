package io.signalbeam.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.TestCloud;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdempotencyFunctionsIT {

    @Test
    void forgets_old_answers_of_tenants_that_ask_for_nothing_any_more() {
        try (var cloud = new TestCloud()) {
            cloud.tenant("idle");
            cloud.tenant("busy");
            group(cloud, "idle", "first");
            cloud.clock.advance(Duration.ofHours(23));
            group(cloud, "busy", "second");
            var timer = cloud.app.get(IdempotencyFunctions.class);
            timer.forget("");
            assertThat(keys(cloud)).isEqualTo(2);

            cloud.clock.advance(Duration.ofHours(2));
            timer.forget("");
            assertThat(keys(cloud)).as("of the last day").isEqualTo(1);
            cloud.clock.advance(Duration.ofHours(24));
            timer.forget("");
            assertThat(keys(cloud)).isZero();
        }
    }

    private static void group(TestCloud cloud, String tenant, String name) {
        cloud.person(tenant, "Operator")
                .with("Idempotency-Key", name)
                .post("/groups", Map.of("name", name))
                .is(201);
    }

    private static int keys(TestCloud cloud) {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select count(*) from idempotency_keys")
                        .mapTo(Integer.class)
                        .one());
    }
}
