package io.signalbeam.functions.exports;

import com.fasterxml.jackson.core.JsonGenerator;
import io.signalbeam.functions.exports.ExportStore.Place;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The last file, which says what the others are. */
record ManifestStep(Transactions transactions) implements Step {
    static final String FILE = "manifest.json";
    private static final int FORMAT = 1;

    /** A file and the moment of which it is. */
    record Entry(TakenFile file, Instant readAt) {}

    private record Head(
            int formatVersion,
            String product,
            String productVersion,
            UUID exportId,
            Instant requestedAt,
            Tenant tenant) {}

    /** Whose it is. */
    record Tenant(UUID id, String name, String displayName) {}

    private record Listed(String name, long bytes, long rows, String sha256, Instant readAt) {}

    @Override
    public String name() {
        return "manifest";
    }

    @Override
    public Progress next(Turn turn, int number, @Nullable String after) {
        var file = turn.file(FILE);
        // Not in the turn's own transaction, which does not see the files that were written since it began.
        transactions.asService(tx -> {
            write(tx, turn.place(), file);
            return FILE;
        });
        file.addRows(1);
        return new Progress(List.of(file.finish()), null);
    }

    private static void write(Handle tx, Place place, OutputStream out) {
        try (var json = Json.lenient().createGenerator(out)) {
            var export = ExportSql.find(tx, place.tenant(), place.export()).orElseThrow(Turn.Lost::new);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writePOJOField(
                    "export",
                    new Head(
                            FORMAT,
                            "SignalBeam Edge",
                            version(),
                            export.id(),
                            export.requestedAt(),
                            ExportSql.tenant(tx, place.tenant())));
            json.writeArrayFieldStart("files");
            ExportSql.eachFile(tx, place, entry -> list(json, entry));
            json.writeEndArray();
            json.writePOJOField("leftOut", LeftOut.ALL);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void list(JsonGenerator json, Entry entry) {
        var file = entry.file();
        try {
            json.writePOJO(new Listed(file.name(), file.bytes(), file.rows(), file.sha256(), entry.readAt()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        return Objects.requireNonNullElse(ManifestStep.class.getPackage().getImplementationVersion(), "development");
    }
}
