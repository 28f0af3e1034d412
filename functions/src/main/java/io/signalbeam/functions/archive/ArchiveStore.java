package io.signalbeam.functions.archive;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the archive's files lie. Port. Every method throws {@link io.signalbeam.functions.outcome.TransientFailure} when
 * the store does not answer.
 */
public interface ArchiveStore {

    /** Changes whenever the file of that name does; null while there is none. */
    @Nullable String tag(String name);

    /**
     * Returns once the file lies there for good.
     *
     * @param tag what {@link #tag} said: whoever wrote meanwhile keeps what they wrote, and this fails
     */
    void put(String name, Path file, @Nullable String tag);

    /** @throws io.signalbeam.functions.outcome.PermanentFailure when there is none of that name */
    void fetch(String name, Path into);
}
