package io.signalbeam.functions.alerts;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/** Posts a message to a receiver that a tenant chose. Never throws: whatever happens is an answer. */
public interface WebhookSender {

    /** @param signature value of the header {@code webhook-signature} */
    record Message(UUID id, Instant at, String signature, String body) {}

    sealed interface Answer {

        /** @param status of HTTP, whatever it is; a redirect is not followed */
        record Status(int status) implements Answer {}

        /** @param reason for people; tells nothing of what lies inside our network */
        record Unreachable(String reason) implements Answer {}
    }

    Answer send(URI url, Message message);
}
