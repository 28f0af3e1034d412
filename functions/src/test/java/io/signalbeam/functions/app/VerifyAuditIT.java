package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.audit.SealAudit;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, as it is called from a shell. */
class VerifyAuditIT {
    @TempDir
    Path folder;

    private TestCloud cloud;
    private TenantId tenant;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        tenant = cloud.tenant("acme");
        for (var name : List.of("a", "b", "c")) {
            cloud.person("acme", "Admin").post("/groups", Map.of("name", name)).is(201);
        }
        cloud.app.get(SealAudit.class).all();
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private record Ran(int code, String text) {}

    @Test
    void finds_nothing_in_a_sound_export_and_names_what_was_removed_from_another() throws IOException {
        var answer = cloud.person("acme", "Admin").get("/audit/export").is(200);
        var file =
                Files.writeString(folder.resolve("audit.jsonl"), answer.body().asText());
        var head = answer.header("x-audit-end");
        assertThat(run(file.toString(), "--head", head))
                .isEqualTo(new Ran(
                        0,
                        "tenant %s: 3 rows, to %s\n  nothing was altered, removed or moved\n".formatted(tenant, head)));

        var lines = Files.readAllLines(file);
        lines.remove(2);
        Files.write(file, lines);
        var second = run(file.toString());
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.text()).contains("Removed    place 2").contains("findings: 1");
    }

    @Test
    void checks_the_table_and_names_the_altered_row() {
        var sound = run("--database", cloud.database.serviceUrl());
        assertThat(sound.code()).as(sound.text()).isZero();
        String id = cloud.database.owner().inTransaction(tx -> {
            tx.execute("set local session_replication_role = replica");
            tx.execute("update audit_log set object_id = 'x' where id ="
                    + " (select entry_id from audit_chain where position = 2)");
            return tx.createQuery("select entry_id from audit_chain where position = 2")
                    .mapTo(String.class)
                    .one();
        });
        var altered = run("--database", cloud.database.serviceUrl(), "--tenant", tenant.toString());
        assertThat(altered.code()).isEqualTo(1);
        assertThat(altered.text()).contains("Altered    place 2, row " + id);
    }

    @Test
    void ends_with_two_when_it_cannot_check() {
        for (var wrong : List.of(
                List.<String>of(),
                List.of("--head", "1:x"),
                List.of("--database", "jdbc:postgresql://localhost/x", "--head", "1:" + "0".repeat(64)),
                List.of("--database", "jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1&loginTimeout=1"),
                List.of(folder.resolve("none").toString()))) {
            assertThat(run(wrong.toArray(String[]::new)).code())
                    .as(wrong.toString())
                    .isEqualTo(2);
        }
    }

    private static Ran run(String... args) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = VerifyAudit.run(List.of(args), out, out);
        return new Ran(code, bytes.toString(StandardCharsets.UTF_8));
    }
}
