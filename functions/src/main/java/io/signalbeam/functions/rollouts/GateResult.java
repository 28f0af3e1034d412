package io.signalbeam.functions.rollouts;

/**
 * What a gate says of the devices that were updated, measured before the decision: evidence, like the counts. Each says
 * it in a sentence too.
 */
public sealed interface GateResult {

    String detail();

    record Holds(String detail) implements GateResult {}

    /** @param detail with the numbers */
    record Fails(String detail, OnFailure action) implements GateResult {}

    /** @param detail what is missing; the wave goes on soaking until there is enough */
    record NotEnough(String detail) implements GateResult {}

    /** It has no say: there is nothing to compare with any more, or somebody has let it pass. */
    record NotAsked(String detail) implements GateResult {}

    /** The words are the API's. */
    enum Verdict {
        Holds,
        Fails,
        NotEnough,
        NotAsked;

        GateResult saying(String detail, OnFailure action) {
            return switch (this) {
                case Holds -> new GateResult.Holds(detail);
                case Fails -> new GateResult.Fails(detail, action);
                case NotEnough -> new GateResult.NotEnough(detail);
                case NotAsked -> new GateResult.NotAsked(detail);
            };
        }
    }

    default Verdict verdict() {
        return switch (this) {
            case Holds ignored -> Verdict.Holds;
            case Fails ignored -> Verdict.Fails;
            case NotEnough ignored -> Verdict.NotEnough;
            case NotAsked ignored -> Verdict.NotAsked;
        };
    }
}
