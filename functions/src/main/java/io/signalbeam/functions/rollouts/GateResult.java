package io.signalbeam.functions.rollouts;

/** What a gate says of the devices that were updated, measured before the decision: evidence, like the counts. */
public sealed interface GateResult {

    record Holds() implements GateResult {}

    /** @param detail a sentence with the numbers */
    record Fails(String detail, OnFailure action) implements GateResult {}

    /** @param detail what is missing; the wave goes on soaking until there is enough */
    record NotEnough(String detail) implements GateResult {}
}
