package io.signalbeam.agent.cloud;

import io.signalbeam.shared.desired.DesiredState;

/** The answer to a poll of the desired state. */
public sealed interface Poll {

    /** @param etag to be sent with the next poll */
    record Changed(DesiredState desired, String etag) implements Poll {}

    record Same() implements Poll {}
}
