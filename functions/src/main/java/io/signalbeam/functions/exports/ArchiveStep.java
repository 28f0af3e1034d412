package io.signalbeam.functions.exports;

import io.signalbeam.functions.exports.TenantBlobs.Blob;
import io.signalbeam.functions.exports.TenantBlobs.Kind;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of the archive, each as it is. None of them may be missing: they are kept for ever. */
record ArchiveStep(TenantBlobs blobs) implements Step {

    @Override
    public String name() {
        return Kind.ARCHIVE.word();
    }

    @Override
    public Progress next(Turn turn, int number, @Nullable String after) {
        var tenant = turn.place().tenant();
        var found = RowsSql.archived(turn.tx(), tenant, after);
        if (found.isEmpty()) {
            return Progress.done();
        }
        var part = found.get();
        var shown = part.blob().substring(part.blob().indexOf('/') + 1);
        var file = turn.file(name() + "/" + shown);
        try (var in = blobs.open(Kind.ARCHIVE, new Blob(part.blob(), shown, part.bytes()))) {
            if (in == null) {
                throw new PermanentFailure("the archive has no " + part.blob());
            }
            in.transferTo(file);
        } catch (IOException e) {
            throw new TransientFailure("A file of the archive could not be read to its end", e);
        }
        file.addRows(part.rows());
        return new Progress(List.of(file.finish()), part.blob());
    }
}
