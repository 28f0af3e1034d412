package io.signalbeam.functions.exports;

import io.signalbeam.functions.exports.TenantBlobs.Blob;
import io.signalbeam.functions.exports.TenantBlobs.Kind;
import io.signalbeam.functions.logs.LogText;
import io.signalbeam.functions.outcome.TransientFailure;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Small files of a feature, many to a zip. Those that go meanwhile are not missed. */
record BlobsStep(TenantBlobs blobs, Kind kind) implements Step {
    private static final int ENTRIES = 20_000;

    @Override
    public String name() {
        return kind.word();
    }

    @Override
    public Progress next(Turn turn, int number, @Nullable String after) {
        try (var all = blobs.list(turn.place().tenant(), kind, after)) {
            var found = all.iterator();
            if (!found.hasNext()) {
                return Progress.done();
            }
            var file = turn.file(Step.fileName(name(), number, ".zip"));
            String last = null;
            try (var zip = new ZipOutputStream(file)) {
                while (last == null || (found.hasNext() && !file.isFull() && file.rows() < ENTRIES)) {
                    var blob = found.next();
                    add(zip, file, blob);
                    last = blob.name();
                }
            }
            return new Progress(List.of(file.finish()), found.hasNext() ? last : null);
        } catch (IOException e) {
            throw new TransientFailure("A file could not be read to its end", e);
        }
    }

    private void add(ZipOutputStream zip, ExportFile file, Blob blob) throws IOException {
        try (var in = blobs.open(kind, blob)) {
            if (in != null) {
                if (kind == Kind.LOGS) {
                    zip.putNextEntry(new ZipEntry(blob.shown() + ".ndjson"));
                    LogText.write(in, zip);
                } else {
                    zip.putNextEntry(new ZipEntry(blob.shown()));
                    in.transferTo(zip);
                }
                zip.closeEntry();
                file.addRows(1);
            }
        }
    }
}
