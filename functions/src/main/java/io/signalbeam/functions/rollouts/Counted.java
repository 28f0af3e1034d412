package io.signalbeam.functions.rollouts;

/** Devices in the sentences that people read, of which there is often one. */
final class Counted {
    private Counted() {}

    static String devices(int count) {
        return count == 1 ? "1 device" : count + " devices";
    }

    /** With the verb behind it, such as {@code is} and {@code are}. */
    static String devices(int count, String one, String many) {
        return devices(count) + " " + (count == 1 ? one : many);
    }
}
