package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Devices of one group that behave as real ones do, good and bad: they poll what they are asked for, work on it for a
 * while, and report. The same seed gives the same behaviour.
 */
final class SimulatedFleet {
    static final String BUNDLE = "app";
    static final String OLD = "1.0.0";
    static final String NEW = "2.0.0";

    enum Behaviour {
        GOOD,
        /** Is away for some rounds, again and again. */
        SLEEPING,
        /** Gives the new version up. */
        FAILING,
        /** Runs the new version, and later says that it gave it up. */
        FLAPPING,
        /** Says that it runs what it was not asked for, or what it does not run. */
        LYING,
        /** Never says how it went. */
        SILENT,
        /** Runs the new version, and its container is unhealthy. */
        SICK
    }

    private final Jdbi owner;
    private final FleetRows rows;
    private final GroupId group;
    private final Random random;
    private final Map<DeviceId, Device> devices = new LinkedHashMap<>();

    SimulatedFleet(TestDatabase database, FleetRows rows, GroupId group, Random random) {
        this.owner = database.owner();
        this.rows = rows;
        this.group = group;
        this.random = random;
    }

    static final class Device {
        final DeviceId id;
        final Behaviour behaviour;

        @Nullable String runs;

        private long observed;
        private int work;
        private int asleep;
        private boolean gone;
        private int sinceNew;

        Device(DeviceId id, Behaviour behaviour) {
            this.id = id;
            this.behaviour = behaviour;
        }
    }

    private record Asked(
            DeviceId id, long generation, @Nullable String version) {}

    /** A device that runs the old version; a member from now on. */
    Device join(Behaviour behaviour) {
        var id = rows.device("d" + devices.size() + "-" + behaviour);
        rows.members(group, List.of(id));
        var device = new Device(id, behaviour);
        devices.put(id, device);
        return device;
    }

    Device decommission() {
        var device = any();
        device.gone = true;
        owner.useHandle(tx -> {
            tx.execute("UPDATE devices SET lifecycle = 'Decommissioned' WHERE id = ?", device.id.value());
            tx.execute("DELETE FROM group_members WHERE device_id = ?", device.id.value());
        });
        return device;
    }

    Device leaveGroup() {
        var device = any();
        owner.useHandle(tx -> tx.execute("DELETE FROM group_members WHERE device_id = ?", device.id.value()));
        return device;
    }

    private Device any() {
        return new ArrayList<>(devices.values()).get(random.nextInt(devices.size()));
    }

    List<Device> devices() {
        return List.copyOf(devices.values());
    }

    /** One round of every device that is awake. */
    void act() {
        var reports = new ArrayList<Object[]>();
        for (var asked : asked()) {
            var device = devices.get(asked.id());
            if (device == null || device.gone) {
                continue;
            }
            var state = act(device, asked);
            reports.add(new Object[] {state, device, asked});
        }
        owner.useTransaction(tx -> {
            var batch = tx.prepareBatch(
                    "UPDATE device_state SET connectivity = :connectivity, report = coalesce(:report::jsonb, report),"
                            + " sequence = sequence + CASE WHEN :report::text IS NULL THEN 0 ELSE 1 END,"
                            + " observed_generation = greatest(observed_generation, :generation) WHERE device_id = :id");
            for (var one : reports) {
                var device = (Device) one[1];
                var state = (String) one[0];
                batch.bind("connectivity", device.asleep > 0 ? "Offline" : "Online")
                        .bind("report", state == null ? null : report(device, (Asked) one[2], state))
                        .bind("generation", device.observed)
                        .bind("id", device.id.value())
                        .add();
            }
            batch.execute();
        });
    }

    /** Answers the state that it reports; null for no report. */
    private @Nullable String act(Device device, Asked asked) {
        if (device.asleep > 0) {
            device.asleep--;
            return null;
        }
        if (device.behaviour == Behaviour.SLEEPING && random.nextInt(4) == 0) {
            device.asleep = 1 + random.nextInt(5);
            return null;
        }
        if (device.behaviour == Behaviour.LYING && random.nextInt(3) == 0) {
            return "Running";
        }
        if (asked.generation() > device.observed) {
            device.observed = asked.generation();
            device.work = 1 + random.nextInt(2);
            return "Updating";
        }
        if (device.work > 0 && device.work-- > 1) {
            return "Updating";
        }
        boolean isNew = NEW.equals(asked.version());
        if (isNew && device.behaviour == Behaviour.SILENT) {
            return null;
        }
        if (isNew && device.behaviour == Behaviour.FAILING) {
            return "Failed";
        }
        if (isNew && device.behaviour == Behaviour.FLAPPING && ++device.sinceNew > 4) {
            return "Failed";
        }
        device.runs = asked.version();
        return "Running";
    }

    private static String report(Device device, Asked asked, String state) {
        // A liar speaks of the version that nobody has asked it for, or of one that it has not begun with.
        var version =
                device.behaviour == Behaviour.LYING && device.observed < asked.generation() ? NEW : asked.version();
        if (version == null) {
            return "{\"bundles\":[],\"containers\":[]}";
        }
        var error = state.equals("Failed") ? ",\"error\":{\"code\":\"crash-loop\",\"message\":\"it crashes\"}" : "";
        var health = device.behaviour == Behaviour.SICK && version.equals(NEW) ? "unhealthy" : "healthy";
        return "{\"bundles\":[{\"bundleId\":\"%s\",\"version\":\"%s\",\"state\":\"%s\"%s}],\"containers\":[{\"bundle\":\"%s\",\"name\":\"web\",\"state\":\"running\",\"health\":\"%s\"}]}"
                .formatted(BUNDLE, version, state, error, BUNDLE, health);
    }

    private List<Asked> asked() {
        return owner.withHandle(tx -> tx.createQuery("SELECT d.id, d.generation, x.version FROM devices d"
                        + " LEFT JOIN device_desired x ON x.device_id = d.id AND x.bundle_id = :bundle"
                        + " WHERE d.tenant_id = :tenant ORDER BY d.name, d.id")
                .bind("bundle", BUNDLE)
                .bind("tenant", rows.tenant().value())
                .map((row, context) -> new Asked(
                        new DeviceId(row.getObject("id", UUID.class)),
                        row.getLong("generation"),
                        row.getString("version")))
                .list());
    }
}
