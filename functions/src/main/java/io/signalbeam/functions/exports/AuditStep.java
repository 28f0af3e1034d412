package io.signalbeam.functions.exports;

import io.signalbeam.functions.audit.ExportAudit;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.PermanentFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit trail, in the parts in which it is exported otherwise, one after another. */
record AuditStep(ExportAudit audit) implements Step {

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public Progress next(Turn turn, int number, @Nullable String after) {
        var file = turn.file(Step.fileName(name(), number, ".jsonl"));
        long place = after == null ? 0 : Long.parseLong(after);
        boolean more = true;
        while (more && !(file.rows() > 0 && file.isFull())) {
            var part = part(turn, place);
            write(file, part.lines());
            file.addRows(part.end().position() - place);
            place = part.end().position();
            more = part.more();
        }
        return new Progress(List.of(file.finish()), more ? Long.toString(place) : null);
    }

    private ExportAudit.Export part(Turn turn, long after) {
        return switch (audit.export(turn.place().tenant(), after, ExportAudit.MOST_ROWS)) {
            case Outcome.Done<ExportAudit.Export>(ExportAudit.Export part) -> part;
            case Outcome.Refused<ExportAudit.Export> refused ->
                throw new PermanentFailure("the audit trail has no place " + after);
        };
    }

    private static void write(ExportFile file, String lines) {
        try {
            file.write(lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
