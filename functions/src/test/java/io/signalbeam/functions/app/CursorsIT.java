package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.testing.OpenApi;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every list of the document: a cursor means something to the list that made it, and to no other. */
class CursorsIT {
    private static TestCloud cloud;
    private static TestApi admin;

    @BeforeAll
    static void open() {
        cloud = new TestCloud();
        cloud.tenant("acme");
        admin = cloud.person("acme", "Admin");
        for (var name : List.of("alpha", "beta", "gamma")) {
            admin.post("/groups", Map.of("name", name)).is(201);
            admin.post("/bundles", Map.of("id", name)).is(201);
        }
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    /** Paths of all operations that take a cursor. */
    static List<String> lists() {
        return OpenApi.document().path("paths").properties().stream()
                .filter(path -> takesCursor(path.getValue().path("get")))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean takesCursor(JsonNode operation) {
        return operation
                .path("parameters")
                .valueStream()
                .anyMatch(parameter -> parameter.path("$ref").asText().endsWith("/Cursor"));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void refuses_a_cursor_of_another_list_and_names_it(String list) {
        var source = list.equals("/groups") ? "/bundles" : "/groups";
        var cursor = admin.get(source + "?limit=1").is(200).text("/nextCursor");
        var group = admin.get("/groups?limit=1").is(200).text("/items/0/id");
        var path = list.replaceAll("(?<=/bundles/)\\{id}", "alpha")
                .replaceAll("(?<=/groups/)\\{id}", group)
                .replace("{bundleId}", "alpha")
                .replace("{container}", "app")
                .replaceAll("\\{(id|exportId)}", DeviceId.random().toString());
        var caller = list.startsWith("/tenants/") ? cloud.platformAdministrator() : admin;
        assertThat(caller.get(path + "?cursor=" + cursor)
                        .isProblem(400, "cursor-invalid")
                        .texts("errors", "field"))
                .containsExactly("cursor");
    }

    @Test
    void there_are_as_many_lists_as_the_api_has() {
        assertThat(lists()).contains("/devices", "/groups", "/bundles", "/rollouts", "/audit", "/enrollment-tokens");
    }

    @Test
    void goes_on_with_its_own_whatever_the_limit() {
        for (var list : List.of("/groups", "/bundles")) {
            var first = admin.get(list + "?limit=1").is(200);
            assertThat(admin.get(list + "?limit=50&cursor=" + first.text("/nextCursor"))
                            .is(200)
                            .body()
                            .path("items"))
                    .hasSize(2);
        }
    }

    @Test
    void refuses_its_own_under_another_filter() {
        cloud.database.owner().useHandle(tx -> {
            for (var name : List.of("d1", "d2")) {
                tx.execute(
                        "insert into devices (id, tenant_id, name) select ?, id, ? from tenants",
                        DeviceId.random().value(),
                        name);
            }
            tx.execute("insert into device_state (device_id, tenant_id) select id, tenant_id from devices");
        });
        var cursor = admin.get("/devices?limit=1&q=d").is(200).text("/nextCursor");
        admin.get("/devices?limit=1&q=d&cursor=" + cursor).is(200);
        admin.get("/devices?limit=1&cursor=" + cursor).isProblem(400, "cursor-invalid");
    }
}
