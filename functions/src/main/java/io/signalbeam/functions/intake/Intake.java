package io.signalbeam.functions.intake;

import java.util.List;

/** What takes the events of a hub. Port of whoever brings events in again. */
@FunctionalInterface
public interface Intake {

    /**
     * Takes these by all the rules of ingest, in the caller's transaction when there is one. What is there already stays as
     * it is.
     *
     * @return those that cannot be taken, and why; they are parked nowhere
     */
    List<Poison> offer(List<Delivery> deliveries);

    /** Finds what takes a hub's events. */
    @FunctionalInterface
    interface Directory {

        /** @throws IllegalArgumentException when nothing takes the events of that hub */
        Intake of(String hub);
    }
}
