package io.signalbeam.functions.exports;

import io.signalbeam.shared.hash.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A file that is being written: counts and hashes what goes into it. */
final class ExportFile extends OutputStream {
    /** So that one is written, and fetched again, within minutes. */
    static final long LARGE = 256L << 20;

    private static final long BEAT_BYTES = 1 << 20;

    private final String name;
    private final ExportStore.Upload upload;
    private final Turn turn;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;
    private long beatAt = BEAT_BYTES;
    private long rows;

    ExportFile(String name, ExportStore.Upload upload, Turn turn) {
        this.name = name;
        this.upload = upload;
        this.turn = turn;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] some, int offset, int length) throws IOException {
        upload.write(some, offset, length);
        digest.update(some, offset, length);
        bytes += length;
        if (bytes >= beatAt) {
            beatAt = bytes + BEAT_BYTES;
            turn.beat();
        }
    }

    void addRows(long more) {
        rows += more;
    }

    long rows() {
        return rows;
    }

    /** Whether the rest belongs into another one. */
    boolean isFull() {
        return bytes >= LARGE || turn.isOver();
    }

    /** It is there from now on. */
    TakenFile finish() {
        // Nothing of a tenant that is being removed may appear once its files were looked for.
        turn.hold();
        upload.finish();
        return new TakenFile(name, bytes, rows, HexFormat.of().formatHex(digest.digest()));
    }
}
