package io.signalbeam.functions.exports;

import org.jspecify.annotations.Nullable;

/** Artifacts. They are not copied: their links lead to where they lie, for up to 16 GiB each need not lie there twice. */
record ArtifactsStep() implements Step {
    private static final int AT_ONCE = 500;

    @Override
    public String name() {
        return "artifacts";
    }

    @Override
    public Progress next(Turn turn, int number, @Nullable String after) {
        var some = RowsSql.artifacts(turn.tx(), turn.place().tenant(), after, AT_ONCE);
        return new Progress(some, some.size() < AT_ONCE ? null : some.getLast().sha256());
    }
}
