package io.signalbeam.functions.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReassessManyIT {
    @Test
    void takes_a_hundred_thousand_devices_in_a_few_statements() {
        try (var database = TestDatabase.create()) {
            var fleet = new FleetRows(database, database.tenant("large"));
            var group = fleet.group("all", 0);
            fleet.devices(100_000, group);
            fleet.versions("app", "1.0.0");
            fleet.assignToGroup(group, "app", "1.0.0");

            var start = Instant.now();
            int changed =
                    database.database().inTenant(fleet.tenant(), tx -> Reassess.members(tx, fleet.tenant(), group));
            var took = Duration.between(start, Instant.now());
            System.out.println("100,000 devices reassessed in " + took.toMillis() + " ms");

            assertThat(changed).isEqualTo(100_000);
            // Quadratic would be hours.
            assertThat(took).isLessThan(Duration.ofMinutes(1));
        }
    }
}
