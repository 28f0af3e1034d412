package io.signalbeam.local.eventhubs.amqp;

import org.apache.qpid.proton.engine.Link;

/** The broker's side of one link. All of it runs on the thread that owns the connection. */
sealed interface BrokerLink permits PublishLink, SubscribeLink, RequestLink, ReplyLink {
    Link link();

    /** Does what can be done now, and says whether there is more of it. */
    boolean work();

    /** Whether a valid token still covers the link. */
    boolean isAuthorized();

    /** Lets go of everything; the link is gone. */
    void closed();

    /** Ends the link and says why. */
    default void end(Refusal refusal) {
        link().setCondition(refusal.toCondition());
        link().close();
        closed();
    }
}
