package io.signalbeam.functions.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestDatabase;
import org.junit.jupiter.api.Test;

class ReassessManyIT {
    @Test
    void takes_a_hundred_thousand_devices_in_a_few_statements() {
        try (var database = TestDatabase.create()) {
            // A session that has seen small tables only, as on the day before the fleet arrives.
            var first = new FleetRows(database, database.tenant("small"));
            var model = new RandomFleet(first, database.owner(), 1);
            for (int n = 0; n < 10; n++) {
                var touched = model.change();
                database.database().inTenant(first.tenant(), tx -> Reassess.devices(tx, first.tenant(), touched));
            }
            var fleet = new FleetRows(database, database.tenant("large"));
            var group = fleet.group("all", 0);
            fleet.devices(20_000, group);
            fleet.versions("app", "1.0.0");
            fleet.assignToGroup(group, "app", "1.0.0");

            int changed =
                    database.database().inTenant(fleet.tenant(), tx -> Reassess.members(tx, fleet.tenant(), group));

            assertThat(changed).isEqualTo(20_000);
        }
    }
}
