package io.signalbeam.functions.page;

/** A cursor that this list did not make. The endpoint answers it; no list needs to think of it. */
public final class InvalidCursor extends RuntimeException {
    public InvalidCursor() {
        super("a cursor of another list", null, false, false);
    }
}
