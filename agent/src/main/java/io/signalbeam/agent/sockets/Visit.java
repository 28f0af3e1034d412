package io.signalbeam.agent.sockets;

/** What one visitor at a {@link Door} says and hears. Called by one thread, which serves all visitors and is not to be held. */
public interface Visit {

    /** Takes a line of UTF-8, without its end. */
    void line(String line);

    /** Takes notice of a line that was longer than the door takes, and is gone. */
    void lineTooLong();

    /** What to send next, now that all before is sent; nothing when there is nothing yet. */
    byte[] answer();

    /** Whether it is over as soon as all is sent. */
    default boolean isOver() {
        return false;
    }

    /** Whether the visitor is the one who waits, however long that takes. */
    default boolean isAwaited() {
        return false;
    }
}
