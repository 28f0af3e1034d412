package io.signalbeam.local.eventhubs.amqp;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** Why a link or a transfer is refused: one of AMQP's or Event Hubs' conditions, and a text. */
record Refusal(Symbol condition, String why) {
    static final Symbol UNAUTHORIZED = Symbol.valueOf("amqp:unauthorized-access");
    static final Symbol NOT_FOUND = Symbol.valueOf("amqp:not-found");
    static final Symbol NOT_ALLOWED = Symbol.valueOf("amqp:not-allowed");
    static final Symbol INVALID_FIELD = Symbol.valueOf("amqp:invalid-field");
    static final Symbol DECODE_ERROR = Symbol.valueOf("amqp:decode-error");
    static final Symbol INTERNAL = Symbol.valueOf("amqp:internal-error");
    static final Symbol LIMIT = Symbol.valueOf("amqp:resource-limit-exceeded");
    static final Symbol STOLEN = Symbol.valueOf("amqp:link:stolen");
    static final Symbol TOO_LARGE = Symbol.valueOf("amqp:link:message-size-exceeded");
    static final Symbol FORCED = Symbol.valueOf("amqp:connection:forced");

    static Refusal unauthorized(String what) {
        return new Refusal(UNAUTHORIZED, "Unauthorized access: no valid token covers '%s'.".formatted(what));
    }

    static Refusal notFound(String what) {
        return new Refusal(NOT_FOUND, "The messaging entity '%s' could not be found.".formatted(what));
    }

    ErrorCondition toCondition() {
        return new ErrorCondition(condition, why);
    }
}
