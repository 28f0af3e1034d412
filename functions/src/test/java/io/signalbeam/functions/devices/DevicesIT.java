package io.signalbeam.functions.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DevicesIT {
    private TestCloud cloud;
    private TenantId tenant;
    private TestApi operator;
    private TestApi admin;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        tenant = cloud.tenant("acme");
        cloud.tenant("other");
        operator = cloud.person("acme", "Operator");
        admin = cloud.person("acme", "Admin");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private Enrolled device(String name, String... labels) {
        var map = new HashMap<String, String>();
        for (int i = 0; i < labels.length; i += 2) {
            map.put(labels[i], labels[i + 1]);
        }
        return Enrolled.in(cloud, "acme", name, map);
    }

    private void state(DeviceId device, String change) {
        cloud.database
                .owner()
                .useHandle(
                        tx -> tx.execute("update device_state set " + change + " where device_id = ?", device.value()));
    }

    private List<String> names(String query) {
        return operator.get("/devices" + query).is(200).texts("items", "name");
    }

    @Test
    void finds_devices_by_part_of_name_or_label_and_by_the_start_of_the_id() {
        var berlin = device("till-1", "site", "berlin");
        device("till-2", "site", "oslo");
        device("camera_1");
        assertThat(names("?q=till")).containsExactly("till-1", "till-2");
        assertThat(names("?q=BERL")).containsExactly("till-1");
        assertThat(names("?q=" + berlin.id())).containsExactly("till-1");
        assertThat(names("?q=%25")).isEmpty();
    }

    @Test
    void selects_by_labels_and_facts() {
        device("a", "env", "prod", "site", "berlin");
        device("b", "env", "prod", "site", "oslo", "canary", "");
        device("c", "env", "test");
        assertThat(names("?selector=env%3Dprod")).containsExactly("a", "b");
        assertThat(names("?selector=env%3Dprod,%21canary")).containsExactly("a");
        assertThat(names("?selector=site+in+(berlin,paris)")).containsExactly("a");
        assertThat(names("?selector=site+notin+(berlin),os.arch%3Darm64")).containsExactly("b", "c");
        assertThat(names("?selector=env%21%3Dprod")).containsExactly("c");
        assertThat(operator.get("/devices?selector=%3D%3D")
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("selector");
    }

    @Test
    void shows_and_filters_the_status() {
        var never = device("never");
        var online = device("online");
        var degraded = device("degraded");
        var updating = device("updating");
        state(online.id(), "connectivity = 'Online', last_seen_at = now()");
        state(degraded.id(), "connectivity = 'Online', degraded = true, last_seen_at = now()");
        var rows = new FleetRows(cloud.database, tenant);
        rows.versions("held", "1.0.0");
        cloud.database.owner().useHandle(tx -> {
            tx.execute(
                    "insert into rollouts (id, tenant_id, name, bundle_id, version, device_ids, status, created_by)"
                            + " values (?, ?, 'r', 'held', '1.0.0', array[?]::uuid[], 'Running', 't')",
                    updating.id().value(),
                    tenant.value(),
                    updating.id().value());
            tx.execute(
                    "insert into rollout_devices (tenant_id, rollout_id, device_id, status) values (?, ?, ?, 'Updating')",
                    tenant.value(),
                    updating.id().value(),
                    updating.id().value());
        });
        assertThat(names("?status=Online")).containsExactly("online");
        assertThat(names("?status=Degraded,Updating")).containsExactly("degraded", "updating");
        assertThat(names("?status=Offline")).containsExactly("never");
        assertThat(operator.get("/devices/" + never.id()).text("/status")).isEqualTo("Offline");
        assertThat(operator.get("/devices?status=Sleeping")
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("status");
    }

    @Test
    void pages_in_every_order_without_losing_or_repeating_any() {
        for (var name : List.of("d", "a", "c", "e", "b")) {
            cloud.clock.advance(Duration.ofSeconds(1));
            device(name);
        }
        assertThat(walk("name")).containsExactly("a", "b", "c", "d", "e");
        assertThat(walk("-name")).containsExactly("e", "d", "c", "b", "a");
        assertThat(walk("enrolledAt")).containsExactly("d", "a", "c", "e", "b");
        assertThat(walk("-enrolledAt")).containsExactly("b", "e", "c", "a", "d");
        assertThat(walk("lastSeenAt")).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        assertThat(walk("-lastSeenAt")).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    private List<String> walk(String sort) {
        var first = operator.get("/devices?limit=2&sort=" + sort).is(200);
        assertThat(first.text("/total")).isEqualTo("5");
        var names = new ArrayList<>(first.texts("items", "name"));
        var page = first;
        while (page.body().has("nextCursor")) {
            page = operator.get("/devices?limit=2&sort=" + sort + "&cursor=" + page.text("/nextCursor"))
                    .is(200);
            assertThat(page.body().has("total")).isFalse();
            names.addAll(page.texts("items", "name"));
        }
        return names;
    }

    @Test
    void refuses_cursors_that_it_did_not_make() {
        device("a");
        device("b");
        var cursor = operator.get("/devices?limit=1").text("/nextCursor");
        operator.get("/devices?limit=1&sort=-name&cursor=" + cursor).isProblem(400, "cursor-invalid");
        for (var made : List.of("x", "W10", "WyJuYW1lIl0", "WyJuYW1lIiwiYSIsImIiXQ", "bnVsbA")) {
            operator.get("/devices?cursor=" + made).isProblem(400, "cursor-invalid");
        }
        operator.get("/devices?limit=0").isProblem(400, "validation-failed");
        operator.get("/devices?limit=201").isProblem(400, "validation-failed");
    }

    @Test
    void filters_by_group_and_bundle() {
        var in = device("in");
        device("out");
        var rows = new FleetRows(cloud.database, tenant);
        rows.versions("shop", "1.0.0", "2.0.0");
        var group = operator.post("/groups", Map.of("name", "shops")).is(201).text("/id");
        operator.post("/groups/" + group + "/members", Map.of("deviceIds", List.of(in.id())))
                .is(200);
        operator.post("/devices/" + in.id() + "/bundles", Map.of("bundleId", "shop", "version", "1.0.0"))
                .is(200);
        assertThat(names("?group=" + group)).containsExactly("in");
        assertThat(names("?bundle=shop")).containsExactly("in");
        assertThat(names("?bundle=shop%401.0.0")).containsExactly("in");
        assertThat(names("?bundle=shop%402.0.0")).isEmpty();
        var one = operator.get("/devices/" + in.id()).is(200);
        assertThat(one.texts("groups", "name")).containsExactly("shops");
        assertThat(one.text("/bundles/0/desiredVersion")).isEqualTo("1.0.0");
    }

    @Test
    void shows_desired_beside_reported() {
        var device = device("a");
        var rows = new FleetRows(cloud.database, tenant);
        rows.versions("shop", "2.0.0");
        operator.post("/devices/" + device.id() + "/bundles", Map.of("bundleId", "shop", "version", "2.0.0"))
                .is(200);
        state(
                device.id(),
                "reported_at = now(), report = '{\"schema\":1,\"deviceId\":\"" + device.id()
                        + "\",\"sequence\":1,\"observedGeneration\":1,\"at\":\"2026-01-01T00:00:00.000Z\",\"agent\":"
                        + "{\"version\":\"1\",\"os\":\"linux\",\"arch\":\"arm64\",\"hostname\":\"h\"},\"bundles\":["
                        + "{\"bundleId\":\"shop\",\"version\":\"1.0.0\",\"state\":\"Failed\",\"error\":"
                        + "{\"code\":\"crash-loop\",\"message\":\"m\"}},{\"bundleId\":\"old\",\"version\":\"1.0.0\","
                        + "\"state\":\"Running\"}],\"containers\":[]}'");
        var one = operator.get("/devices/" + device.id()).is(200);
        assertThat(one.texts("bundles", "bundleId")).containsExactly("old", "shop");
        assertThat(one.text("/bundles/1/desiredVersion")).isEqualTo("2.0.0");
        assertThat(one.text("/bundles/1/reportedVersion")).isEqualTo("1.0.0");
        assertThat(one.text("/bundles/1/error/code")).isEqualTo("crash-loop");
        assertThat(operator.get("/devices/" + device.id() + "/reported-state").text("/report/sequence"))
                .isEqualTo("1");
    }

    @Test
    void changes_what_is_asked_and_tells_the_device() {
        var device = device("old-name", "site", "berlin", "tmp", "x");
        var change = "{\"name\":\"new-name\",\"labels\":{\"tmp\":null,\"floor\":\"2\"}}";
        var before = operator.get("/devices/" + device.id()).is(200);
        var after = operator.with("If-Match", before.headers().get("etag"))
                .patch("/devices/" + device.id(), change)
                .is(200);
        assertThat(after.text("/name")).isEqualTo("new-name");
        assertThat(after.body().path("labels").toString()).isEqualTo("{\"floor\":\"2\",\"site\":\"berlin\"}");
        var poll = cloud.device(device.key()).get("/agent/desired-state").is(200);
        assertThat(poll.text("/deviceName")).isEqualTo("new-name");
        assertThat(poll.body().path("generation").asLong())
                .isGreaterThan(before.body().path("generation").asLong());
        operator.with("If-Match", before.headers().get("etag"))
                .patch("/devices/" + device.id(), Map.of("name", "third"))
                .isProblem(412, "stale");
        assertThat(names("?selector=floor%3D2")).containsExactly("new-name");
        assertThat(admin.get("/audit").is(200).texts("items", "action")).contains("device.rename", "device.label");
    }

    @Test
    void joins_and_leaves_groups_by_selector_as_labels_change() {
        var device = device("a");
        var rows = new FleetRows(cloud.database, tenant);
        rows.versions("shop", "1.0.0");
        var group = operator.post("/groups", Map.of("name", "prod", "selector", "env=prod"))
                .is(201)
                .text("/id");
        operator.post("/groups/" + group + "/bundles", Map.of("bundleId", "shop", "version", "1.0.0"))
                .is(200);
        assertThat(rows.desired(device.id())).isEmpty();
        operator.patch("/devices/" + device.id(), Map.of("labels", Map.of("env", "prod")))
                .is(200);
        assertThat(rows.desired(device.id())).containsEntry("shop", "1.0.0");
        operator.patch("/devices/" + device.id(), Map.of("labels", Map.of("env", "test")))
                .is(200);
        assertThat(rows.desired(device.id())).isEmpty();
    }

    @Test
    void changes_nothing_when_nothing_is_asked_that_is_not_so() {
        var device = device("same");
        var before = operator.get("/devices/" + device.id()).headers().get("etag");
        var after = operator.patch("/devices/" + device.id(), Map.of("name", "same"))
                .is(200);
        assertThat(after.headers()).containsEntry("etag", before);
    }

    @Test
    void refuses_bad_changes_field_by_field() {
        var device = device("a");
        device("taken");
        operator.patch("/devices/" + device.id(), Map.of("name", "taken")).isProblem(409, "name-taken");
        assertThat(operator.patch("/devices/" + device.id(), Map.of("name", "No Name", "colour", "red", "lifecycle", 3))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .contains("colour", "lifecycle");
        assertThat(operator.patch("/devices/" + device.id(), Map.of("labels", Map.of("a", "b c")))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("labels.a");
        operator.patch("/devices/" + device.id(), Map.of()).isProblem(400, "validation-failed");
        operator.patch("/devices/" + device.id(), "{").isProblem(400, "malformed-json");
        operator.patch("/devices/" + device.id(), "").isProblem(400, "malformed-json");
        operator.with("content-type", "text/plain")
                .patch("/devices/" + device.id(), "{}")
                .isProblem(415, "unsupported-media-type");
    }

    @Test
    void turns_a_disabled_device_away_until_it_is_enabled() {
        var device = device("a");
        operator.patch("/devices/" + device.id(), Map.of("lifecycle", "Disabled"))
                .is(200);
        cloud.device(device.key()).get("/agent/desired-state").isProblem(403, "device-disabled");
        cloud.device(device.key()).post("/agent/lease", null).isProblem(403, "device-disabled");
        operator.patch("/devices/" + device.id(), Map.of("lifecycle", "Active")).is(200);
        cloud.device(device.key()).get("/agent/desired-state").is(200);
    }

    @Test
    void ends_a_decommissioned_device_and_frees_its_name() {
        var device = device("till");
        admin.delete("/devices/" + device.id()).is(204);
        admin.delete("/devices/" + device.id()).is(204);
        cloud.device(device.key()).get("/agent/desired-state").isProblem(403, "device-decommissioned");
        operator.patch("/devices/" + device.id(), Map.of("name", "back")).isProblem(409, "conflict");
        assertThat(names("")).isEmpty();
        assertThat(names("?lifecycle=Decommissioned")).containsExactly("till");
        assertThat(device("till").name()).isEqualTo("till");
    }

    @Test
    void answers_304_until_something_changes() {
        var device = device("a");
        var own = cloud.device(device.key());
        var tag = own.get("/agent/desired-state").is(200).headers().get("etag");
        own.with("If-None-Match", tag).get("/agent/desired-state").is(304);
        own.with("If-None-Match", "\"other\", W/" + tag)
                .get("/agent/desired-state")
                .is(304);
        operator.patch("/devices/" + device.id(), Map.of("labels", Map.of("a", "b")))
                .is(200);
        own.with("If-None-Match", tag).get("/agent/desired-state").is(200);
    }

    @Test
    void lets_a_device_see_itself_and_lease_its_own_path() {
        var device = device("a");
        assertThat(cloud.device(device.key()).get("/devices/me").is(200).text("/name"))
                .isEqualTo("a");
        var lease = cloud.device(device.key()).post("/agent/lease", null).is(200);
        assertThat(lease.text("/telemetry/connectionString"))
                .contains("EntityPath=device-telemetry/publishers/" + device.id());
        cloud.device(device.key())
                .with("X-Tenant-Id", TenantId.random().toString())
                .get("/devices/me")
                .isProblem(403, "tenant-mismatch");
    }

    @Test
    void refuses_keys_that_are_not_the_devices() {
        var device = device("a");
        var forged = device.key().substring(0, device.key().length() - 43) + "A".repeat(43);
        cloud.device(forged).get("/agent/desired-state").isProblem(401, "device-key-invalid");
        cloud.device("nonsense").get("/agent/desired-state").isProblem(401, "device-key-invalid");
    }

    @Test
    void shows_another_tenants_device_to_nobody() {
        var device = device("a");
        var stranger = cloud.person("other", "Admin");
        assertThat(stranger.get("/devices?lifecycle=Active,Disabled,Decommissioned")
                        .text("/total"))
                .isEqualTo("0");
        for (var thing : List.of("", "/events", "/desired-state", "/reported-state", "/bundles", "/metrics")) {
            stranger.get("/devices/" + device.id() + thing).isProblem(404, "not-found");
        }
        stranger.patch("/devices/" + device.id(), Map.of("name", "mine")).isProblem(404, "not-found");
        stranger.delete("/devices/" + device.id()).isProblem(404, "not-found");
        stranger.with("X-Tenant-Id", tenant.toString()).get("/devices").isProblem(403, "tenant-mismatch");
        operator.with("X-Tenant-Id", tenant.toString()).get("/devices").is(200);
    }
}
