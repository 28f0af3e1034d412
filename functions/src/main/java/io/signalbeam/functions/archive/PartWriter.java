package io.signalbeam.functions.archive;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes rows that are in no part yet into a new one, and looks at what then lies in the store. */
final class PartWriter {
    private final ArchiveStore store;
    private final ArchiveFormat format;

    PartWriter(ArchiveStore store, ArchiveFormat format) {
        this.store = store;
        this.format = format;
    }

    /**
     * @param seen all rows of the range
     * @param part those of them that were in none; null when there were none such
     */
    record Written(Sum seen, @Nullable Part part) {}

    /**
     * @param tx holds the archive's lock
     * @param inTable whether the rows will stay in the table
     */
    Written write(Handle tx, TenantId tenant, LocalDate day, DeviceRange range, boolean inTable) {
        var parts = ArchiveSql.parts(tx, tenant, day);
        int number = parts.stream().mapToInt(Part::number).max().orElse(0) + 1;
        var name = Part.blob(tenant, day, number);
        var tag = store.tag(name);
        var folder = temporary();
        try (var known = known(parts, range, folder);
                var copy = new RowCopy(format, folder.resolve("part"), known)) {
            ArchiveSql.read(tx, tenant, day, range, copy);
            if (copy.written().rows() == 0) {
                return new Written(copy.seen(), null);
            }
            var file = copy.finish();
            store.put(name, file, tag);
            verify(name, file, copy, folder.resolve("back"));
            return new Written(
                    copy.seen(),
                    new Part(tenant, day, number, copy.written(), size(file), sha256(file), range, inTable));
        } finally {
            delete(folder);
        }
    }

    /** Fetches a part and opens it, once it is known to be what was written. */
    ArchiveFormat.Source open(Part part, Path into) {
        store.fetch(part.blob(), into);
        if (!sha256(into).equals(part.sha256())) {
            throw new PermanentFailure("the archive's " + part.blob() + " is not what was written there");
        }
        return format.read(into);
    }

    private KnownRows known(List<Part> parts, DeviceRange range, Path folder) {
        var known = new KnownRows();
        for (var part : parts) {
            if (part.devices().overlaps(range)) {
                known.add(open(part, folder.resolve("known-" + part.number())));
            }
        }
        return known;
    }

    /** Reads the file back from where it lies now: every row of it, and in the order in which it was written. */
    private void verify(String name, Path written, RowCopy copy, Path back) {
        store.fetch(name, back);
        if (!sha256(back).equals(sha256(written))) {
            throw new PermanentFailure("the archive's " + name + " comes back altered");
        }
        var digest = new RowDigest();
        try (var source = format.read(back)) {
            for (var row = source.next(); row != null; row = source.next()) {
                digest.add(row);
            }
        }
        if (digest.rows() != copy.written().rows() || !digest.finish().equals(copy.digest())) {
            throw new PermanentFailure("the archive's %s has %d rows that are not the %d of the table"
                    .formatted(name, digest.rows(), copy.written().rows()));
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) {
        var digest = Sha256.digest();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.skipNBytes(Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static Path temporary() {
        try {
            return Files.createTempDirectory("archive");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
