package io.signalbeam.functions.quotas;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.MemoryManifestStore;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuotasIT {
    private TestCloud cloud;
    private TenantId acme;
    private TestApi operator;

    @BeforeEach
    void open() {
        cloud = new TestCloud(Map.of("SIGNALBEAM_QUOTA_DEVICES", "2", "SIGNALBEAM_QUOTA_BUNDLES", "2"));
        cloud.app.with(ManifestStore.class, new MemoryManifestStore());
        acme = cloud.tenant("acme");
        cloud.tenant("other");
        operator = cloud.person("acme", "Operator");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void one_device_more_than_the_quota_is_refused_and_its_token_keeps_its_use() {
        var token = token();
        enroll(token, "a").is(201);
        enroll(token, "b").is(201);
        var refused = enroll(token, "c").isProblem(409, "quota-exceeded");
        assertThat(refused.text("/detail")).isEqualTo("The quota of devices is 2; with this one there would be 3.");
        Enrolled.in(cloud, "other", "x", Map.of());
        assertThat(operator.get("/quotas").is(200).body().path("devices").toString())
                .isEqualTo("{\"limit\":2,\"used\":2}");

        set(Map.of("devices", 3)).is(200);
        enroll(token, "c").is(201);
    }

    @Test
    void a_decommissioned_device_leaves_its_place() {
        var first = Enrolled.in(cloud, "acme", "a", Map.of());
        Enrolled.in(cloud, "acme", "b", Map.of());
        cloud.person("acme", "Admin").delete("/devices/" + first.id()).is(204);
        Enrolled.in(cloud, "acme", "c", Map.of());
    }

    @Test
    void of_many_that_come_at_once_for_the_last_place_one_wins() throws Exception {
        Enrolled.in(cloud, "acme", "first", Map.of());
        var token = token();
        int many = 6;
        var together = new CyclicBarrier(many);
        List<Callable<Integer>> all = IntStream.range(0, many)
                .<Callable<Integer>>mapToObj(i -> () -> {
                    together.await(60, TimeUnit.SECONDS);
                    return enroll(token, "d" + i).status();
                })
                .toList();
        try (var threads = Executors.newFixedThreadPool(many)) {
            var statuses = threads.invokeAll(all).stream()
                    .map(done -> done.resultNow())
                    .toList();
            assertThat(statuses).containsOnlyOnce(201);
            assertThat(statuses).filteredOn(status -> status == 409).hasSize(many - 1);
        }
        assertThat(operator.get("/quotas").is(200).text("/devices/used")).isEqualTo("2");
    }

    @Test
    void bundles_are_counted_however_they_are_made() {
        operator.post("/bundles", Map.of("id", "a")).is(201);
        publish("b", "1.0.0").is(201);
        operator.post("/bundles", Map.of("id", "c")).isProblem(409, "quota-exceeded");
        publish("c", "1.0.0").isProblem(409, "quota-exceeded");
        publish("b", "1.0.1").is(201);
        operator.delete("/bundles/a").is(204);
        operator.post("/bundles", Map.of("id", "c")).is(201);
    }

    @Test
    void stored_manifests_are_counted_in_bytes() {
        publish("a", "1.0.0").is(201);
        long used =
                operator.get("/quotas").is(200).body().at("/bundleBytes/used").asLong();
        assertThat(used).isPositive();
        set(Map.of("bundleBytes", 2 * used)).is(200);
        publish("a", "1.0.1").is(201);
        publish("a", "1.0.2").isProblem(409, "quota-exceeded");
        publish("a", "1.0.1").is(200);
    }

    @Test
    void a_platform_administrator_sets_them_and_nobody_else() {
        assertThat(set(Map.of("devices", 7)).is(200).body().toString())
                .contains("\"devices\":{\"limit\":7,\"used\":0}", "\"bundles\":{\"limit\":2,\"used\":0}");
        // What is left out is the default again.
        assertThat(set(Map.of("bundles", 9)).is(200).text("/devices/limit")).isEqualTo("2");
        var path = "/tenants/" + acme + "/quotas";
        cloud.person("acme", "Admin").send("PUT", path, Map.of("devices", 7)).isProblem(403, "role-required");
        cloud.platformAdministrator().send("PUT", path, Map.of("devices", -1)).isProblem(400, "validation-failed");
        cloud.platformAdministrator()
                .send("PUT", "/tenants/" + UuidV7.random() + "/quotas", Map.of())
                .isProblem(404, "not-found");
    }

    private Answer set(Map<String, ?> quotas) {
        return cloud.platformAdministrator().send("PUT", "/tenants/" + acme + "/quotas", quotas);
    }

    private String token() {
        return cloud.person("acme", "Admin")
                .post("/enrollment-tokens", Map.of("maxUses", 100))
                .is(201)
                .text("/token");
    }

    private Answer enroll(String token, String name) {
        var body = new HashMap<String, Object>();
        body.put("token", token);
        body.put("requestId", UuidV7.random().toString());
        body.put("name", name);
        body.put("facts", Map.of("version", "0.1.0", "os", "linux", "arch", "arm64", "hostname", name));
        return cloud.anyone().post("/agent/enroll", body);
    }

    private Answer publish(String bundle, String version) {
        return operator.post(
                "/bundles/" + bundle + "/versions",
                Map.of(
                        "bundleId", bundle,
                        "version", version,
                        "containers", List.of(Map.of("name", "app", "image", "app:1"))));
    }
}
