package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.access.Grants;

/** What a link may ask of its connection. */
interface Owner {
    Namespace namespace();

    Grants grants();

    /** Runs a task on the thread that owns the connection; may be called on any. */
    void post(Runnable task);

    /** Sends an answer on the link that waits for a node's answers. */
    void reply(String node, String replyTo, byte[] message);
}
