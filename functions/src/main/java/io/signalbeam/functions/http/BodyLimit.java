package io.signalbeam.functions.http;

import com.microsoft.azure.functions.HttpRequestMessage;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How long a body may be, in bytes of UTF-8; asked before anybody is known, and before anything is read. */
final class BodyLimit {
    static final int USUAL = 1_048_576;
    /** A manifest of 32 containers that uses every field is a tenth of this. */
    static final int MANIFEST = 262_144;
    /** From those whose credential is in the body: nobody is known yet. */
    static final int STRANGER = 32_768;

    private BodyLimit() {}

    static int of(Operation operation) {
        return switch (operation.access()) {
            case ANYONE -> STRANGER;
            case DEVICE, PERSON, MEMBER, VIEWER, OPERATOR, ADMIN, PLATFORM ->
                operation == Operation.PUBLISH_BUNDLE_VERSION ? MANIFEST : USUAL;
        };
    }

    static <T> Optional<Outcome<T>> refuse(Operation operation, HttpRequestMessage<Optional<String>> request) {
        // Null where a host knows of no body at all.
        var sent = Optional.ofNullable(request.getBody()).flatMap(body -> body).orElse("");
        int limit = of(operation);
        return longer(sent, limit)
                ? Optional.of(Outcome.refused(
                        new Refusal.TooLarge("The body of this request has at most " + limit + " bytes.")))
                : Optional.empty();
    }

    /** A character takes one to three bytes, and a pair of surrogates four, so most bodies need no counting. */
    private static boolean longer(String text, int limit) {
        return text.length() > limit
                || (text.length() * 3L > limit && text.getBytes(StandardCharsets.UTF_8).length > limit);
    }
}
