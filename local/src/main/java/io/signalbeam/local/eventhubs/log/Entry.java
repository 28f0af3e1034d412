package io.signalbeam.local.eventhubs.log;

import java.nio.ByteBuffer;

/** What is to be appended. It writes itself, since its stored form carries the place it was given. */
public interface Entry {
    /** An upper bound of the bytes {@link #write} needs. */
    int maxSize();

    /** Writes the stored form at the buffer's position. */
    void write(ByteBuffer out, Place place);
}
