package io.signalbeam.functions.exports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One kind of thing that is taken along, a file after another. */
interface Step {

    /** Says which it is among all of an export, in every version alike. */
    String name();

    /**
     * What came of it.
     *
     * @param files that are there now; none when there was nothing to write
     * @param after the place to go on after; null when nothing is left
     */
    record Progress(List<TakenFile> files, @Nullable String after) {
        public Progress {
            files = List.copyOf(files);
        }

        static Progress done() {
            return new Progress(List.of(), null);
        }
    }

    /**
     * Writes the next file. Done again it writes the same file over.
     *
     * @param number of the step's files before this one
     * @param after the place where the one before has ended; null for the first
     */
    Progress next(Turn turn, int number, @Nullable String after);

    /** {@code base.ending}, and from the second on {@code base-2.ending}. */
    static String fileName(String base, int number, String ending) {
        return number == 0 ? base + ending : base + "-" + (number + 1) + ending;
    }
}
