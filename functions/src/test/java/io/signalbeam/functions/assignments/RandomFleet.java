package io.signalbeam.functions.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** A small fleet that changes at random, and the rule of assignments applied to it in plain Java. */
final class RandomFleet {
    private static final List<String> BUNDLES = List.of("alpha", "beta");
    private static final List<String> VERSIONS = List.of("1.0.0", "2.0.0", "3.0.0");

    private record Asked(
            UUID id, String kind, DeviceId device, GroupId group, String bundle, String version, Instant at) {}

    /** What a device shall run, and its generation. */
    record Told(Map<String, String> bundles, long generation) {}

    private final FleetRows rows;
    private final Jdbi owner;
    private final Random random;
    private final List<DeviceId> devices = new ArrayList<>();
    private final List<GroupId> groups = new ArrayList<>();
    private final Map<GroupId, Integer> priorities = new HashMap<>();
    private final Map<GroupId, Set<DeviceId>> members = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final UUID groupRollout = UuidV7.random();
    private final UUID otherRollout = UuidV7.random();
    private Instant clock = Instant.parse("2026-01-01T00:00:00Z");

    RandomFleet(FleetRows rows, Jdbi owner, long seed) {
        this.rows = rows;
        this.owner = owner;
        this.random = new Random(seed);
        for (var bundle : BUNDLES) {
            rows.versions(bundle, VERSIONS.toArray(String[]::new));
        }
        for (int n = 0; n < 6; n++) {
            devices.add(rows.device("d" + n));
        }
        for (int n = 0; n < 4; n++) {
            int priority = random.nextInt(3);
            var group = rows.group("g" + n, priority);
            groups.add(group);
            priorities.put(group, priority);
            members.put(group, new HashSet<>());
        }
        rollout(groupRollout, groups.getFirst());
        rollout(otherRollout, null);
    }

    private void rollout(UUID id, GroupId group) {
        owner.useHandle(tx -> tx.execute(
                "INSERT INTO rollouts (id, tenant_id, name, bundle_id, version, group_id, selector, status, created_by)"
                        + " VALUES (?, ?, 'r', 'alpha', '3.0.0', ?, ?, 'Running', 'test')",
                id,
                rows.tenant().value(),
                group == null ? null : group.value(),
                group == null ? "a" : null));
    }

    /** One to four random changes; answers devices to reassess: all of them, in any order. */
    List<DeviceId> change() {
        for (int n = random.nextInt(4); n >= 0; n--) {
            clock = clock.plusSeconds(random.nextInt(2));
            switch (random.nextInt(6)) {
                case 0 -> member();
                case 1 -> priority();
                case 2 -> unask();
                case 3 -> ask("Device", one(devices), null);
                case 4 -> ask("Group", null, one(groups));
                default -> {
                    boolean ofGroup = random.nextBoolean();
                    ask("Rollout", one(devices), ofGroup ? groups.getFirst() : null);
                }
            }
        }
        var all = new ArrayList<>(devices);
        java.util.Collections.shuffle(all, random);
        return all;
    }

    private void member() {
        var group = one(groups);
        var device = one(devices);
        if (members.get(group).add(device)) {
            rows.members(group, List.of(device));
        } else {
            members.get(group).remove(device);
            owner.useHandle(tx -> tx.execute(
                    "DELETE FROM group_members WHERE group_id = ? AND device_id = ?", group.value(), device.value()));
        }
    }

    private void priority() {
        var group = one(groups);
        int priority = random.nextInt(3);
        priorities.put(group, priority);
        owner.useHandle(tx -> tx.execute("UPDATE groups SET priority = ? WHERE id = ?", priority, group.value()));
    }

    private void unask() {
        if (!asked.isEmpty()) {
            var gone = asked.remove(random.nextInt(asked.size()));
            owner.useHandle(tx -> tx.execute("DELETE FROM assignments WHERE id = ?", gone.id()));
        }
    }

    private void ask(String kind, DeviceId device, GroupId group) {
        var bundle = kind.equals("Rollout") ? "alpha" : one(BUNDLES);
        boolean taken = asked.stream()
                .anyMatch(other -> other.kind().equals(kind)
                        && other.bundle().equals(bundle)
                        && java.util.Objects.equals(other.device(), device)
                        && java.util.Objects.equals(other.group(), group));
        if (taken) {
            return;
        }
        var one = new Asked(UuidV7.random(), kind, device, group, bundle, one(VERSIONS), clock);
        asked.add(one);
        var rollout = kind.equals("Rollout") ? (group == null ? otherRollout : groupRollout) : null;
        owner.useHandle(tx -> tx.execute(
                "INSERT INTO assignments (id, tenant_id, bundle_id, version, kind, device_id, group_id, rollout_id,"
                        + " assigned_at, assigned_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'test')",
                one.id(),
                rows.tenant().value(),
                bundle,
                one.version(),
                kind,
                device == null ? null : device.value(),
                group == null ? null : group.value(),
                rollout,
                clock.atOffset(ZoneOffset.UTC)));
    }

    Map<DeviceId, Told> state() {
        return devices.stream()
                .collect(Collectors.toMap(
                        device -> device, device -> new Told(rows.desired(device), rows.generation(device))));
    }

    void check(Map<DeviceId, Told> before, int changed, String where) {
        var after = state();
        int risen = 0;
        for (var device : devices) {
            var was = before.get(device);
            var is = after.get(device);
            assertThat(is.bundles()).as(where).isEqualTo(shall(device));
            boolean differs = !is.bundles().equals(was.bundles());
            assertThat(is.generation()).as(where).isEqualTo(was.generation() + (differs ? 1 : 0));
            risen += differs ? 1 : 0;
        }
        assertThat(changed).as(where).isEqualTo(risen);
    }

    private Map<String, String> shall(DeviceId device) {
        var winners = new TreeMap<String, String>();
        for (var bundle : BUNDLES) {
            asked.stream()
                    .filter(one -> one.bundle().equals(bundle))
                    .filter(one -> one.device() == null || one.device().equals(device))
                    .filter(one ->
                            one.group() == null || members.get(one.group()).contains(device))
                    .max(Comparator.comparing((Asked one) -> one.group() == null)
                            .thenComparingInt(one -> one.group() == null ? 0 : priorities.get(one.group()))
                            .thenComparing(Asked::at)
                            .thenComparing(one -> one.id().toString()))
                    .ifPresent(one -> winners.put(bundle, one.version()));
        }
        return winners;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
