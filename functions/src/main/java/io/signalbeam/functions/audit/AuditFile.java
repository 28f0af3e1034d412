package io.signalbeam.functions.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.audit.Finding.Kind;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks an export, or several one after another in one file, without any database. */
public final class AuditFile {
    private static final TenantId NOBODY = new TenantId(new UUID(0, 0));

    private final @Nullable Head known;
    private @Nullable ChainCheck check;
    private @Nullable String tenant;
    private boolean ended = true;
    private boolean more;

    private AuditFile(@Nullable Head known) {
        this.known = known;
    }

    /**
     * @param tenant id; null when the file says none
     * @param end how far it goes
     * @param more whether the export says that the trail goes on after it
     */
    public record Result(@Nullable String tenant, long rows, Head end, boolean more, List<Finding> findings) {}

    /** @param known a place and its hash that somebody has written down; empty when nobody has */
    public static Result check(BufferedReader lines, Optional<Head> known) throws IOException {
        var file = new AuditFile(known.orElse(null));
        long number = 0;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                file.line(number, line);
            }
        }
        return file.result();
    }

    private void line(long number, String line) {
        try {
            var json = Json.lenient().readTree(line);
            switch (json.path("type").asText()) {
                case "start" -> start(number, Json.lenient().treeToValue(json, AuditLine.Start.class));
                case "entry" -> row(number, json);
                case "end" -> end(number, Json.lenient().treeToValue(json, AuditLine.End.class));
                default -> unreadable(number);
            }
        } catch (JsonProcessingException e) {
            unreadable(number);
        }
    }

    private void start(long number, AuditLine.Start start) {
        var from = new Head(start.after(), start.hash());
        var running = check;
        if (running == null) {
            check = new ChainCheck(start.tenantId(), from);
            tenant = start.tenantId().toString();
            compare();
        } else if (!start.tenantId().toString().equals(tenant) || !from.equals(running.last())) {
            running.add(
                    Kind.Unreadable,
                    null,
                    null,
                    "Line " + number + ": this part does not begin where the one before it ends.");
        }
        ended = false;
    }

    private void row(long number, JsonNode json) throws JsonProcessingException {
        var row = Json.lenient().treeToValue(json, AuditLine.Row.class);
        var running = check;
        if (running == null || ended || !complete(row)) {
            unreadable(number);
            return;
        }
        running.row(row.link(), row.entry());
        compare();
    }

    // Comes from JSON: the record's components may be null whatever their types say.
    @SuppressWarnings("ConstantValue")
    private static boolean complete(AuditLine.Row row) {
        return row.id() != null
                && row.at() != null
                && row.actor() != null
                && row.action() != null
                && row.objectKind() != null
                && row.objectId() != null
                && row.credential() != null
                && row.details() != null
                && row.previous() != null
                && row.hash() != null;
    }

    private void end(long number, AuditLine.End end) {
        var running = check;
        if (running == null || ended) {
            unreadable(number);
            return;
        }
        var head = new Head(end.position(), end.hash());
        if (end.position() < running.last().position()) {
            running.add(
                    Kind.Unreadable,
                    end.position(),
                    null,
                    "Line " + number + ": the export ended here, yet rows come after this place.");
        }
        running.end(head);
        ended = true;
        more = end.more();
    }

    private void compare() {
        if (known != null && check != null) {
            check.anchor(known);
        }
    }

    private void unreadable(long number) {
        if (check == null) {
            check = new ChainCheck(NOBODY, Head.START);
        }
        check.add(Kind.Unreadable, null, null, "Line " + number + " is no line of an export, or out of its order.");
    }

    private Result result() {
        var running = check == null ? new ChainCheck(NOBODY, Head.START) : check;
        if (!ended || check == null) {
            running.add(
                    Kind.Removed,
                    running.last().position() + 1,
                    null,
                    "The export has no end: what came after place "
                            + running.last().position() + " is gone.");
        }
        if (known != null && known.position() > running.last().position() && !more) {
            running.end(known);
        }
        return new Result(tenant, running.rows(), running.last(), more, running.findings());
    }
}
