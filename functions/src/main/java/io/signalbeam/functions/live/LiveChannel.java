package io.signalbeam.functions.live;

import io.signalbeam.shared.id.TenantId;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * What carries hints to browsers. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when it does not answer,
 * and {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses.
 */
public interface LiveChannel {
    /** WebSocket subprotocol that clients speak. */
    String PROTOCOL = "json.webpubsub.azure.v1";

    /** To everybody connected for this tenant, and to nobody else; to nobody is fine. */
    void send(TenantId tenant, Set<Topic> changed);

    /**
     * Where somebody connects to hear of this tenant, and can say nothing.
     *
     * @param validFor in which it must be used; whole minutes. A connection once made lasts longer
     * @return secret, like a token
     */
    URI invite(TenantId tenant, String subject, Duration validFor);
}
