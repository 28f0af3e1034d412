package io.signalbeam.functions.app;

import io.signalbeam.functions.adapter.postgres.Database;
import io.signalbeam.functions.audit.AuditFile;
import io.signalbeam.functions.audit.AuditTable;
import io.signalbeam.functions.audit.Finding;
import io.signalbeam.functions.audit.Head;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.shared.id.TenantId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/**
 * Checks audit trails: exports as files, or the table itself. Ends with 0 when nothing was altered, removed or moved, with 1
 * when something was, with 2 when it could not be checked.
 */
public final class VerifyAudit {
    private static final String USAGE = """
            usage: verify-audit FILE [--head POSITION:HASH]
                   verify-audit --database JDBC-URL [--tenant ID [--head POSITION:HASH]]
            The head is the end of the trail as you have written it down: the x-audit-end header of an export, or an
            anchor. Without it rows that were cut off an export together with its last line do not show.
            """;

    private VerifyAudit() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        try {
            var head = option(args, "--head")
                    .map(text -> Head.parse(text)
                            .orElseThrow(() -> new IllegalArgumentException("--head takes POSITION:HASH")));
            var url = option(args, "--database");
            if (url.isPresent()) {
                return table(url.get(), option(args, "--tenant").map(TenantId::parse), head, out);
            }
            if (args.isEmpty() || args.getFirst().startsWith("--")) {
                throw new IllegalArgumentException("a file or --database is needed");
            }
            return file(Path.of(args.getFirst()), head, out);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return 2;
        } catch (IOException e) {
            err.println("The file cannot be read: " + e.getMessage());
            return 2;
        } catch (TransientFailure | JdbiException e) {
            err.println("The database cannot be read: " + e.getMessage());
            return 2;
        }
    }

    private static int file(Path path, Optional<Head> head, PrintStream out) throws IOException {
        try (var lines = Files.newBufferedReader(path)) {
            var result = AuditFile.check(lines, head);
            return tell(String.valueOf(result.tenant()), result.rows(), result.end(), result.findings(), out);
        }
    }

    private static int table(String url, Optional<TenantId> only, Optional<Head> head, PrintStream out) {
        if (head.isPresent() && only.isEmpty()) {
            throw new IllegalArgumentException("--head is one tenant's: name it by --tenant");
        }
        try (var database = new Database(url, url, 1)) {
            var table = new AuditTable(database);
            int worst = 0;
            for (var tenant : only.map(List::of).orElseGet(table::tenants)) {
                var result = table.check(tenant, head, Instant.now());
                worst = Math.max(worst, tell(tenant.toString(), result.rows(), result.end(), result.findings(), out));
            }
            return worst;
        }
    }

    private static int tell(String tenant, long rows, Head end, List<Finding> findings, PrintStream out) {
        out.printf("tenant %s: %d rows, to %s%n", tenant, rows, end);
        for (var finding : findings) {
            out.printf(
                    "  %-10s place %s, row %s: %s%n",
                    finding.kind(),
                    finding.position() == null ? "-" : finding.position(),
                    finding.id() == null ? "-" : finding.id(),
                    finding.message());
        }
        out.println(findings.isEmpty() ? "  nothing was altered, removed or moved" : "  findings: " + findings.size());
        return findings.isEmpty() ? 0 : 1;
    }

    private static Optional<String> option(List<String> args, String name) {
        int at = args.indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        if (at == args.size() - 1) {
            throw new IllegalArgumentException(name + " takes a value");
        }
        return Optional.of(args.get(at + 1));
    }
}
