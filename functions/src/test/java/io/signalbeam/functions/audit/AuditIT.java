package io.signalbeam.functions.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trail as the app writes it, and what shows after somebody with the owner's rights has been at it. */
class AuditIT {
    private TestCloud cloud;
    private TenantId tenant;
    private TestApi admin;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        tenant = cloud.tenant("acme");
        admin = cloud.person("acme", "Admin");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void says_who_did_what_to_which_thing_from_where_and_with_which_credential() {
        admin.with("x-forwarded-for", "10.9.9.9, 203.0.113.7:51234")
                .post("/groups", Map.of("name", "shops"))
                .is(201);
        var row = admin.get("/audit").is(200).body().path("items").get(0);
        assertThat(row.path("actor").asText()).isEqualTo("ann@acme.test");
        assertThat(row.path("action").asText()).isEqualTo("group.create");
        assertThat(row.path("objectKind").asText()).isEqualTo("group");
        assertThat(row.path("details").path("name").asText()).isEqualTo("shops");
        assertThat(row.path("address").asText()).isEqualTo("203.0.113.7");
        assertThat(row.path("credential").asText()).isEqualTo("sign-in:" + TestCloud.ISSUER + "#ann");
    }

    @Test
    void names_the_enrollment_token_of_a_device_that_comes_in() {
        var token = admin.post("/enrollment-tokens", Map.of()).is(201);
        cloud.anyone()
                .with("x-forwarded-for", "203.0.113.8")
                .post(
                        "/agent/enroll",
                        Map.of(
                                "token", token.text("/token"),
                                "requestId", UUID.randomUUID(),
                                "facts", Map.of("version", "1", "os", "linux", "arch", "arm64", "hostname", "h")))
                .is(201);
        var row = admin.get("/audit?action=device.enroll").body().at("/items/0");
        assertThat(row.path("credential").asText()).isEqualTo("enrollment-token:" + token.text("/id"));
        assertThat(row.path("address").asText()).isEqualTo("203.0.113.8");
    }

    @Test
    void finds_rows_by_who_what_which_thing_and_when() {
        var group = admin.post("/groups", Map.of("name", "shops")).is(201).text("/id");
        cloud.clock.advance(Duration.ofMinutes(10));
        var later = cloud.clock.instant();
        admin.post("/groups", Map.of("name", "depots")).is(201);
        admin.delete("/groups/" + group).is(204);
        assertThat(actions("?objectId=" + group)).containsExactly("group.delete", "group.create");
        assertThat(actions("?action=group.create&from=" + later)).containsExactly("group.create");
        assertThat(actions("?to=" + later)).containsExactly("group.create");
        assertThat(actions("?actor=nobody")).isEmpty();
        assertThat(actions("?objectKind=group&limit=1")).hasSize(1);
    }

    @Test
    void lists_and_chains_rows_of_one_millisecond_in_the_order_in_which_they_were_written() {
        for (int i = 0; i < 12; i++) {
            admin.post("/groups", Map.of("name", "group-" + i)).is(201);
        }
        var written = IntStream.range(0, 12).mapToObj(i -> "group-" + i).toList();
        var listed = new ArrayList<String>();
        var next = "";
        do {
            var page = admin.get("/audit?action=group.create&limit=5" + next).is(200);
            page.body()
                    .path("items")
                    .forEach(row -> listed.add(row.path("details").path("name").asText()));
            next = page.body().has("nextCursor") ? "&cursor=" + page.text("/nextCursor") : "";
        } while (!next.isEmpty());
        assertThat(listed.reversed()).isEqualTo(written);

        cloud.app.get(SealAudit.class).all();
        List<String> chained = cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("""
                        select l.details ->> 'name' from audit_chain c join audit_log l on l.id = c.entry_id
                        where l.action = 'group.create' order by c.position""").mapTo(String.class).list());
        assertThat(chained).isEqualTo(written);
    }

    @Test
    void refuses_change_and_removal_even_to_the_owner() {
        trail(2);
        for (var table : List.of("audit_log", "audit_chain")) {
            var column = table.equals("audit_log") ? "actor" : "hash";
            for (var statement : List.of(
                    "update " + table + " set " + column + " = 'x'",
                    "delete from " + table,
                    "truncate " + table + " cascade")) {
                assertThatThrownBy(() -> cloud.database.owner().useHandle(tx -> tx.execute(statement)))
                        .as(statement)
                        .isInstanceOf(JdbiException.class)
                        .hasMessageContaining("append-only");
            }
            assertThatThrownBy(
                            () -> cloud.database.database().inTenant(tenant, tx -> tx.execute("delete from " + table)))
                    .hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> cloud.database
                        .database()
                        .inTenant(
                                tenant,
                                tx -> tx.execute(
                                        "insert into audit_chain values (?, 9, ?, '', '')",
                                        tenant.value(),
                                        UUID.randomUUID())))
                .hasMessageContaining("permission denied");
    }

    @Test
    void finds_nothing_where_nobody_meddled() throws IOException {
        trail(7);
        var report = verify();
        assertThat(report.text("/sound")).isEqualTo("true");
        assertThat(report.text("/rows")).isEqualTo("7");
        assertThat(check(export("")).findings()).isEmpty();
        assertThat(check(export("")).rows()).isEqualTo(7);
    }

    @Test
    void names_an_altered_row() throws IOException {
        trail(5);
        meddle(
                "update audit_log set actor = 'mallory' where id = (select entry_id from audit_chain where position = 3)");
        assertThat(found()).containsExactly("Altered 3");
        assertThat(foundInExport()).containsExactly("Altered 3");
    }

    @Test
    void names_a_row_that_was_altered_together_with_its_hash() throws IOException {
        trail(5);
        meddle(
                "update audit_log set actor = 'mallory' where id = (select entry_id from audit_chain where position = 3)");
        rehash(3, 3);
        assertThat(found()).containsExactly("Altered 3");
        assertThat(foundInExport()).containsExactly("Altered 3");
    }

    @Test
    void finds_a_chain_that_was_written_anew_from_a_row_on() {
        trail(5);
        anchor();
        meddle(
                "update audit_log set actor = 'mallory' where id = (select entry_id from audit_chain where position = 3)");
        rehash(3, 5);
        meddle("update audit_heads h set hash = (select hash from audit_chain c where c.tenant_id = h.tenant_id"
                + " and c.position = h.position)");
        assertThat(found()).containsExactly("Rewritten 5");
    }

    @Test
    void names_a_row_that_was_removed_in_the_middle() throws IOException {
        trail(5);
        meddle("delete from audit_log where id = (select entry_id from audit_chain where position = 2)");
        assertThat(found()).containsExactly("Removed 2");
        meddle("delete from audit_chain where position = 2");
        assertThat(found()).containsExactly("Removed 2");
        assertThat(foundInExport()).containsExactly("Removed 2");
    }

    @Test
    void names_the_last_row_when_it_was_removed() throws IOException {
        trail(4);
        anchor();
        var last = admin.get("/audit/export").header("x-audit-end");
        remove(4);
        assertThat(found()).containsExactly("Removed 4");
        assertThat(foundInExport()).containsExactly("Removed 4");
        // Who can do that can take the head back as well; what was written down elsewhere still tells.
        meddle("update audit_heads h set position = 3, hash = (select hash from audit_chain c"
                + " where c.tenant_id = h.tenant_id and c.position = 3)");
        assertThat(found()).containsExactly("Removed 4");
        assertThat(words(AuditFile.check(reader(export("")), Head.parse(last)).findings()))
                .containsExactly("Removed 4");
    }

    @Test
    void names_rows_that_changed_places() {
        trail(4);
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute("alter table audit_chain drop constraint audit_chain_entry_id_key"));
        meddle("update audit_chain c set entry_id = o.entry_id from audit_chain o"
                + " where c.position in (2, 3) and o.position in (2, 3) and o.position <> c.position");
        assertThat(found()).containsExactly("Altered 2", "Altered 3");
    }

    @Test
    void finds_a_row_that_was_put_there_behind_the_apps_back() {
        trail(2);
        var id = UUID.randomUUID();
        meddle("insert into audit_log (id, tenant_id, at, actor, action, object_kind, object_id) values ('" + id
                + "', '" + tenant + "', now() - interval '1 hour', 'ann', 'group.create', 'group', 'x')");
        var findings = verify().body().path("findings");
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).path("kind").asText()).isEqualTo("Unsealed");
        assertThat(findings.get(0).path("id").asText()).isEqualTo(id.toString());
    }

    @Test
    void finds_lines_of_an_export_that_were_altered_removed_or_moved() throws IOException {
        trail(5);
        var lines = export("").lines().collect(Collectors.toCollection(ArrayList::new));
        assertThat(lines).hasSize(7);

        var altered = new ArrayList<>(lines);
        altered.set(3, altered.get(3).replace("ann@acme.test", "bob@acme.test"));
        assertThat(words(check(altered).findings())).containsExactly("Altered 3");

        var removed = new ArrayList<>(lines);
        removed.remove(2);
        assertThat(words(check(removed).findings())).containsExactly("Removed 2");

        var cut = new ArrayList<>(lines);
        cut.remove(5);
        assertThat(words(check(cut).findings())).containsExactly("Removed 5");
        assertThat(words(check(lines.subList(0, 6)).findings())).containsExactly("Removed 6");

        var moved = new ArrayList<>(lines);
        moved.add(2, moved.remove(4));
        assertThat(words(check(moved).findings())).containsExactly("Moved 2", "Moved 3");

        var twice = new ArrayList<>(lines);
        twice.add(3, twice.get(2));
        assertThat(words(check(twice).findings())).containsExactly("Repeated 2");

        var junk = new ArrayList<>(lines);
        junk.add(3, "{\"type\":\"entry\"}");
        assertThat(check(junk).findings()).extracting(Finding::kind).containsExactly(Finding.Kind.Unreadable);
    }

    @Test
    void exports_in_parts_that_check_as_one() throws IOException {
        trail(7);
        var first = admin.get("/audit/export?limit=3").is(200);
        assertThat(first.header("x-audit-more")).isEqualTo("true");
        var head = Head.parse(first.header("x-audit-end")).orElseThrow();
        assertThat(head.position()).isEqualTo(3);
        var rest = admin.get("/audit/export?after=3").is(200);
        assertThat(rest.header("x-audit-more")).isEqualTo("false");
        var both = check(first.body().asText() + rest.body().asText());
        assertThat(both.findings()).isEmpty();
        assertThat(both.rows()).isEqualTo(7);
        assertThat(check(rest.body().asText()).rows()).isEqualTo(4);
        admin.get("/audit/export?after=99").isProblem(404, "not-found");
    }

    @Test
    void checks_in_parts() {
        trail(5);
        var first = admin.get("/audit/verify?limit=2").is(200);
        assertThat(first.text("/more")).isEqualTo("true");
        var rest =
                admin.get("/audit/verify?after=" + first.text("/end/position")).is(200);
        assertThat(rest.text("/rows")).isEqualTo("3");
        assertThat(rest.text("/more")).isEqualTo("false");
        assertThat(rest.text("/sound")).isEqualTo("true");
    }

    @Test
    void keeps_tenants_chains_apart() {
        trail(3);
        cloud.tenant("other");
        cloud.person("other", "Admin").post("/groups", Map.of("name", "g")).is(201);
        var other = cloud.person("other", "Admin").get("/audit/verify").is(200);
        assertThat(other.text("/end/position")).isEqualTo("1");
        assertThat(verify().text("/end/position")).isEqualTo("3");
    }

    @Test
    void chains_what_many_do_at_once_without_a_gap() throws Exception {
        try (var threads = Executors.newFixedThreadPool(6)) {
            var work = IntStream.range(0, 60)
                    .<Callable<Integer>>mapToObj(i -> () -> {
                        if (i % 5 == 0) {
                            cloud.app.get(SealAudit.class).all();
                        }
                        return cloud.person("acme", "Admin")
                                .post("/groups", Map.of("name", "g" + i))
                                .status();
                    })
                    .toList();
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isEqualTo(201);
            }
        }
        var report = verify();
        assertThat(report.text("/rows")).isEqualTo("60");
        assertThat(report.text("/sound")).as(report.body().toString()).isEqualTo("true");
    }

    /** So many sealed rows. */
    private void trail(int rows) {
        for (int i = 0; i < rows; i++) {
            cloud.clock.advance(Duration.ofSeconds(1));
            admin.post("/groups", Map.of("name", "group-" + i)).is(201);
        }
        cloud.app.get(SealAudit.class).all();
    }

    private void anchor() {
        assertThat(cloud.app.get(AnchorAudit.class).run()).isEqualTo(1);
    }

    private Answer verify() {
        return admin.get("/audit/verify").is(200);
    }

    private List<String> found() {
        return verify().body()
                .path("findings")
                .valueStream()
                .map(finding -> finding.path("kind").asText() + " "
                        + finding.path("position").asText())
                .toList();
    }

    private List<String> foundInExport() throws IOException {
        return words(check(export("")).findings());
    }

    private static List<String> words(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.kind() + " " + finding.position())
                .toList();
    }

    private String export(String query) {
        return admin.get("/audit/export" + query).is(200).body().asText();
    }

    private static AuditFile.Result check(List<String> lines) throws IOException {
        return check(String.join("\n", lines));
    }

    private static AuditFile.Result check(String lines) throws IOException {
        return AuditFile.check(reader(lines), Optional.empty());
    }

    private static BufferedReader reader(String text) {
        return new BufferedReader(new StringReader(text));
    }

    private List<String> actions(String query) {
        return admin.get("/audit" + query).is(200).texts("items", "action");
    }

    private void remove(int position) {
        meddle("delete from audit_log where id = (select entry_id from audit_chain where position = " + position + ")");
        meddle("delete from audit_chain where position = " + position);
    }

    /** As somebody who may do everything, triggers and foreign keys included. */
    private void meddle(String sql) {
        cloud.database.owner().useTransaction(tx -> {
            tx.execute("set local session_replication_role = replica");
            assertThat(tx.execute(sql)).as(sql).isPositive();
        });
    }

    /** Gives rows the hashes that they would have had, as somebody does who knows how. */
    private void rehash(int from, int to) {
        for (int position = from; position <= to; position++) {
            int place = position;
            var before = cloud.database
                    .database()
                    .inTenant(tenant, tx -> ChainSql.at(tx, tenant, place - 1).orElseThrow());
            var row = cloud.database
                    .database()
                    .inTenant(
                            tenant,
                            tx -> ChainSql.read(tx, tenant, place - 1, 1).getFirst());
            var link = ChainHash.link(tenant, before, row.entry());
            meddle("update audit_chain set previous = '" + link.previous() + "', hash = '" + link.hash()
                    + "' where position = " + place);
        }
    }
}
