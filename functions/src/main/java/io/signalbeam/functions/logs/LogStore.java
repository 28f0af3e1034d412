package io.signalbeam.functions.logs;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Files that only grow. Port. Every method throws {@link io.signalbeam.functions.outcome.TransientFailure} when the store
 * does not answer.
 */
public interface LogStore {

    /**
     * @param length of the whole file, in bytes
     * @param bytes the last of them
     */
    record End(long length, byte[] bytes) {}

    /** The end of a file, at most so many bytes; null while there is none. */
    @Nullable End end(String name, int bytes);

    /**
     * Appends, and makes the file where it is not there.
     *
     * @param length that the file must have
     * @return false, with nothing changed, when it has another
     */
    boolean append(String name, long length, byte[] bytes);

    /** Bytes from an offset on, at most so many; none beyond the end or where there is no file. */
    byte[] read(String name, long offset, int bytes);

    /**
     * Deletes files whose names begin with an earlier day.
     *
     * @return how many; when it is {@code atMost}, there may be more
     */
    int deleteBefore(LocalDate day, int atMost);
}
