package io.signalbeam.functions.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplacementIT {
    private TestCloud cloud;
    private TestApi admin;
    private FleetRows rows;
    private Enrolled old;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        TenantId tenant = cloud.tenant("acme");
        cloud.tenant("other");
        admin = cloud.person("acme", "Admin");
        rows = new FleetRows(cloud.database, tenant);
        old = Enrolled.in(cloud, "acme", "till-7", Map.of("site", "berlin"));
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_replacement_has_the_name_the_labels_the_memberships_and_the_assignments() {
        rows.versions("shop", "1.0.0");
        rows.versions("till", "2.0.0");
        rows.versions("north", "3.0.0");
        var tills = rows.group("tills", 0, old.id());
        rows.assignToGroup(tills, "till", "2.0.0");
        admin.post("/devices/" + old.id() + "/bundles", Map.of("bundleId", "shop", "version", "1.0.0"))
                .is(200);
        var berlin = admin.post("/groups", Map.of("name", "berlin", "selector", "site=berlin"))
                .is(201)
                .text("/id");
        admin.post("/groups/" + berlin + "/bundles", Map.of("bundleId", "north", "version", "3.0.0"))
                .is(200);

        var answer = enroll(token(), Map.of("site", "oslo", "board", "b2")).is(201);

        assertThat(answer.text("/name")).isEqualTo("till-7");
        var view = admin.get("/devices/" + answer.text("/deviceId")).is(200);
        assertThat(view.text("/name")).isEqualTo("till-7");
        assertThat(view.text("/labels/site")).isEqualTo("berlin");
        assertThat(view.text("/labels/board")).isEqualTo("b2");
        assertThat(view.texts("groups", "name")).containsExactlyInAnyOrder("tills", "berlin");
        assertThat(rows.desired(id(answer))).isEqualTo(Map.of("shop", "1.0.0", "till", "2.0.0", "north", "3.0.0"));
        var desired = cloud.device(answer.text("/deviceKey"))
                .get("/agent/desired-state")
                .is(200);
        assertThat(desired.text("/deviceName")).isEqualTo("till-7");
        assertThat(desired.texts("bundles", "bundleId")).containsExactly("north", "shop", "till");
    }

    @Test
    void its_predecessor_is_decommissioned_in_the_same_moment_and_both_histories_say_so() {
        var answer = enroll(token(), Map.of()).is(201);
        cloud.device(old.key()).get("/agent/desired-state").isProblem(403, "device-decommissioned");
        var gone = admin.get("/devices/" + old.id()).is(200);
        assertThat(gone.text("/lifecycle")).isEqualTo("Decommissioned");
        assertThat(gone.texts("groups", "name")).isEmpty();
        assertThat(rows.desired(old.id())).isEmpty();
        assertThat(admin.get("/devices/" + old.id() + "/events").texts("items", "type"))
                .contains("io.signalbeam.device.replaced.v1");
        var event =
                admin.get("/devices/" + answer.text("/deviceId") + "/events").is(200);
        assertThat(event.text("/items/0/details/replaces")).isEqualTo(old.id().toString());
        assertThat(admin.get("/audit").texts("items", "action"))
                .contains("device.replace", "device.enroll", "enrollment-token.create");
        assertThat(admin.get("/devices").texts("items", "name")).containsExactly("till-7");
    }

    @Test
    void an_answer_that_was_lost_is_the_same_device_again() {
        var token = token();
        var request = UuidV7.random().toString();
        var first = enroll(token, request, Map.of()).is(201);
        var second = enroll(token, request, Map.of()).is(201);
        assertThat(second.text("/deviceId")).isEqualTo(first.text("/deviceId"));
        assertThat(second.text("/name")).isEqualTo("till-7");
    }

    @Test
    void of_several_machines_with_the_token_one_takes_the_place() throws Exception {
        var token = token();
        try (var pool = Executors.newFixedThreadPool(4)) {
            var calls = IntStream.range(0, 4)
                    .<Callable<Answer>>mapToObj(i -> () -> enroll(token, Map.of()))
                    .toList();
            var answers = pool.invokeAll(calls).stream()
                    .map(future -> future.resultNow().status())
                    .sorted()
                    .toList();
            assertThat(answers).containsExactly(201, 401, 401, 401);
        }
        enroll(token, Map.of()).isProblem(401, "enrollment-token-used-up");
        assertThat(admin.get("/devices").texts("items", "name")).containsExactly("till-7");
    }

    @Test
    void a_device_that_was_decommissioned_or_is_anothers_cannot_be_replaced() {
        var late = token();
        cloud.person("other", "Admin")
                .post("/devices/" + old.id() + "/replacement", Map.of())
                .isProblem(404, "not-found");
        cloud.person("acme", "Operator")
                .post("/devices/" + old.id() + "/replacement", Map.of())
                .isProblem(403, "role-required");
        admin.post("/devices/" + old.id() + "/replacement", Map.of("expiresInHours", 0))
                .isProblem(400, "validation-failed");
        admin.delete("/devices/" + old.id()).is(204);
        enroll(late, Map.of()).isProblem(409, "conflict");
        admin.post("/devices/" + old.id() + "/replacement", Map.of()).isProblem(404, "not-found");
        assertThat(admin.get("/devices").texts("items", "name")).isEmpty();
    }

    @Test
    void a_token_names_whom_it_replaces_and_may_be_revoked() {
        var made = admin.post("/devices/" + old.id() + "/replacement", Map.of("expiresInHours", 2))
                .is(201);
        assertThat(made.text("/replaces")).isEqualTo(old.id().toString());
        assertThat(made.text("/maxUses")).isEqualTo("1");
        assertThat(admin.get("/enrollment-tokens").is(200).texts("items", "replaces"))
                .contains(old.id().toString());
        admin.delete("/enrollment-tokens/" + made.text("/id")).is(204);
        enroll(made.text("/token"), Map.of()).isProblem(401, "enrollment-token-revoked");
        assertThat(admin.get("/devices/" + old.id()).text("/lifecycle")).isEqualTo("Active");
    }

    private String token() {
        return admin.post("/devices/" + old.id() + "/replacement", Map.of())
                .is(201)
                .text("/token");
    }

    private Answer enroll(String token, Map<String, String> labels) {
        return enroll(token, UuidV7.random().toString(), labels);
    }

    private Answer enroll(String token, String request, Map<String, String> labels) {
        return cloud.anyone()
                .post(
                        "/agent/enroll",
                        Map.of(
                                "token", token,
                                "requestId", request,
                                "name", "wished-for",
                                "labels", labels,
                                "facts", Map.of("version", "1", "os", "linux", "arch", "arm64", "hostname", "h")));
    }

    private static DeviceId id(Answer answer) {
        return DeviceId.parse(answer.text("/deviceId"));
    }
}
