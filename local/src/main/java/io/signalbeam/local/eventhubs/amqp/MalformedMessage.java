package io.signalbeam.local.eventhubs.amqp;

/** What came is no AMQP message. */
final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessage(String what) {
        super(what);
    }
}
