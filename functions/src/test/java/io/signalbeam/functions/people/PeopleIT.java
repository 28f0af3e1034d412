package io.signalbeam.functions.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.UuidV7;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeopleIT {
    private static TestCloud cloud;
    private static int count;

    private String tenant;
    private TestApi admin;

    @BeforeAll
    static void open() {
        cloud = new TestCloud();
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @BeforeEach
    void tenant() {
        tenant = "people-" + ++count;
        cloud.tenant(tenant);
        admin = cloud.person(tenant, "Admin");
    }

    /** Somebody whose token brings no role along. */
    private TestApi signsIn(String subject, String email, boolean verified) {
        return cloud.bearer(
                cloud.tokens.issue(new Claims(TestCloud.ISSUER, subject, null, email, tenant, List.of(), verified)));
    }

    private Answer add(Map<String, ?> person) {
        return admin.post("/people", person).is(201);
    }

    @Test
    void lets_somebody_in_by_subject_and_out_again_at_once() {
        var bob = signsIn("bob", null, false);
        bob.get("/devices").isProblem(403, "role-required");

        var added = add(Map.of("subject", "bob", "email", "bob@acme.test", "role", "Operator"));
        assertThat(bob.get("/me").is(200).text("/roles/0")).isEqualTo("Operator");
        bob.get("/devices").is(200);
        bob.get("/people").isProblem(403, "role-required");

        admin.delete("/people/" + added.text("/id")).is(204);
        bob.get("/devices").isProblem(403, "role-required");
        admin.delete("/people/" + added.text("/id")).isProblem(404, "not-found");
    }

    @Test
    void gives_another_role_to_who_was_read() {
        var added = add(Map.of("subject", "bob", "role", "Viewer"));
        var path = "/people/" + added.text("/id");
        var changed = admin.with("If-Match", added.headers().get("etag")).patch(path, Map.of("role", "Operator"));
        assertThat(changed.is(200).text("/role")).isEqualTo("Operator");
        admin.with("If-Match", added.headers().get("etag"))
                .patch(path, Map.of("role", "Viewer"))
                .isProblem(412, "stale");
        assertThat(signsIn("bob", null, false).get("/me").text("/roles/0")).isEqualTo("Operator");
    }

    @Test
    void an_invitation_is_taken_up_by_the_first_verified_sign_in_and_by_nobody_after() {
        add(Map.of("email", "Carol@acme.test", "role", "Viewer"));
        signsIn("impostor", "carol@acme.test", false).get("/devices").isProblem(403, "role-required");

        signsIn("carol", "carol@acme.test", true).get("/devices").is(200);
        // The address now belongs to somebody else: it opens nothing any more, and carol stays under any other.
        signsIn("heir", "carol@acme.test", true).get("/devices").isProblem(403, "role-required");
        signsIn("carol", "carol@elsewhere.test", false).get("/devices").is(200);
        assertThat(admin.get("/people").is(200).texts("items", "subject")).containsExactly("carol");
    }

    @Test
    void an_invitation_is_of_one_tenant() {
        add(Map.of("email", "dora@acme.test", "role", "Admin"));
        var other = tenant + "-other";
        cloud.tenant(other);
        cloud.bearer(cloud.tokens.issue(
                        new Claims(TestCloud.ISSUER, "dora", null, "dora@acme.test", other, List.of(), true)))
                .get("/devices")
                .isProblem(403, "role-required");
    }

    @Test
    void the_last_admin_by_name_stays() {
        var first = add(Map.of("subject", "first", "role", "Admin"));
        var path = "/people/" + first.text("/id");
        // One that was only invited cannot sign in yet, and so does not count.
        add(Map.of("email", "second@acme.test", "role", "Admin"));
        admin.delete(path).isProblem(409, "last-admin");
        admin.patch(path, Map.of("role", "Operator")).isProblem(409, "last-admin");
        admin.patch(path, Map.of("role", "Admin")).is(200);

        signsIn("second", "second@acme.test", true).get("/people").is(200);
        admin.delete(path).is(204);
        assertThat(admin.get("/people").texts("items", "subject")).containsExactly("second");
    }

    @Test
    void of_admins_who_remove_each_other_at_the_same_time_one_stays() throws Exception {
        var paths = List.of("a", "b", "c", "d").stream()
                .map(subject -> "/people/"
                        + add(Map.of("subject", subject, "role", "Admin")).text("/id"))
                .toList();
        try (var threads = Executors.newFixedThreadPool(paths.size())) {
            for (Future<Answer> answer : threads.invokeAll(paths.stream()
                    .<Callable<Answer>>map(path -> () -> admin.delete(path))
                    .toList())) {
                assertThat(answer.get().status()).isIn(204, 409);
            }
        }
        assertThat(admin.get("/people").texts("items", "role")).containsExactly("Admin");
    }

    @Test
    void says_what_is_wrong() {
        admin.post("/people", Map.of("role", "Viewer")).isProblem(400, "validation-failed");
        assertThat(admin.post("/people", Map.of("email", "nobody", "role", "Viewer"))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("email");
        assertThat(admin.post("/people", Map.of("subject", "x", "role", "King"))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("role");
        assertThat(admin.post("/people", Map.of("subject", "x", "issuer", "https://elsewhere.test", "role", "Viewer"))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("issuer");
        add(Map.of("subject", "x", "role", "Viewer"));
        admin.post("/people", Map.of("subject", "x", "role", "Admin")).isProblem(409, "conflict");
        add(Map.of("email", "x@acme.test", "role", "Viewer"));
        admin.post("/people", Map.of("email", "X@acme.test", "role", "Viewer")).isProblem(409, "conflict");
        admin.delete("/people/" + UuidV7.random()).isProblem(404, "not-found");
    }

    @Test
    void everything_is_audited() {
        var added = add(Map.of("subject", "eve", "role", "Viewer"));
        cloud.clock.advance(Duration.ofSeconds(1));
        admin.patch("/people/" + added.text("/id"), Map.of("role", "Operator")).is(200);
        cloud.clock.advance(Duration.ofSeconds(1));
        admin.delete("/people/" + added.text("/id")).is(204);
        assertThat(admin.get("/audit").is(200).texts("items", "action"))
                .containsSequence("person.remove", "person.change-role", "person.add");
    }
}
