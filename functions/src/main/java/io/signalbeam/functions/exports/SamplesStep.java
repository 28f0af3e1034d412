package io.signalbeam.functions.exports;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Samples of a day that are not all in the archive yet, as lines of JSON. */
record SamplesStep(LocalDate day) implements Step {

    @Override
    public String name() {
        return "samples/" + day;
    }

    @Override
    public Progress next(Turn turn, int number, @Nullable String after) {
        var tenant = turn.place().tenant();
        if (after == null && RowsSql.isArchived(turn.tx(), tenant, day)) {
            return Progress.done();
        }
        return Lines.write(
                turn,
                Step.fileName(name(), number, Lines.ENDING),
                after,
                false,
                (key, sink) -> RowsSql.samples(turn.tx(), tenant, day, key, sink));
    }
}
