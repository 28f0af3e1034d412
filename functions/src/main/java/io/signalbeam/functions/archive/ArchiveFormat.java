package io.signalbeam.functions.archive;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows to a file and back. Port. A row is an array of values in the order of the columns, each as its
 * {@link Column.Kind} says. Every method throws {@link io.signalbeam.functions.outcome.PermanentFailure} when the file
 * cannot be written or is none of ours.
 */
public interface ArchiveFormat {

    /** @param file not there yet */
    Sink write(Path file, List<Column> columns);

    Source read(Path file);

    /** The file is whole once this is closed. */
    interface Sink extends AutoCloseable {
        void add(@Nullable Object[] row);

        @Override
        void close();
    }

    /** Gives the rows back in the order in which they were added. */
    interface Source extends AutoCloseable {
        List<Column> columns();

        /** Null after the last. */
        @Nullable Object @Nullable [] next();

        @Override
        void close();
    }
}
