package io.signalbeam.functions.exports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.functions.exports.Step.Progress;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A file of lines of JSON, packed with gzip; begun with its first row. */
final class Lines implements RowsSql.Sink {
    static final String ENDING = ".ndjson.gz";
    private static final int BUFFER = 64 * 1024;
    private static final TypeReference<List<String>> KEY = new TypeReference<>() {};

    private final Turn turn;
    private final String name;
    private @Nullable ExportFile file;
    private @Nullable OutputStream packed;
    private @Nullable List<String> last;
    private boolean cut;

    private Lines(Turn turn, String name) {
        this.turn = turn;
        this.name = name;
    }

    /** Reads rows, after a key. */
    interface Source {
        void read(@Nullable List<String> after, RowsSql.Sink sink);
    }

    /**
     * Writes as many rows as one file takes.
     *
     * @param evenEmpty whether there is a file when there is no row
     */
    static Progress write(Turn turn, String name, @Nullable String after, boolean evenEmpty, Source source) {
        var lines = new Lines(turn, name);
        source.read(after == null ? null : key(after), lines);
        return lines.finish(evenEmpty);
    }

    @Override
    public boolean row(String json, List<String> key) {
        try {
            var out = open();
            out.write(json.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        last = key;
        if (file != null) {
            file.addRows(1);
            cut = file.isFull();
        }
        return !cut;
    }

    private OutputStream open() throws IOException {
        if (packed == null) {
            file = turn.file(name);
            packed = new GZIPOutputStream(file, BUFFER);
        }
        return packed;
    }

    private Progress finish(boolean evenEmpty) {
        try {
            if (evenEmpty) {
                open();
            }
            if (packed == null || file == null) {
                return Progress.done();
            }
            packed.close();
            return new Progress(List.of(file.finish()), cut && last != null ? Json.write(last) : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> key(String text) {
        try {
            return Json.lenient().readValue(text, KEY);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
