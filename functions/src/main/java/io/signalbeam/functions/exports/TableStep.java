package io.signalbeam.functions.exports;

import org.jspecify.annotations.Nullable;

/** Rows of a table, as lines of JSON; a file without any says that there are none. */
record TableStep(RowsSql.Table table) implements Step {

    @Override
    public String name() {
        return "tables/" + table.name();
    }

    @Override
    public Progress next(Turn turn, int number, @Nullable String after) {
        return Lines.write(
                turn,
                Step.fileName(name(), number, Lines.ENDING),
                after,
                number == 0,
                (key, sink) -> RowsSql.read(turn.tx(), turn.place().tenant(), table, key, sink));
    }
}
