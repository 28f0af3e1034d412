package io.signalbeam.functions.secrets;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code PUT /secrets/{name}}.
 *
 * @param value 1 byte to {@value #MAX_BYTES} in UTF-8
 */
record NewSecret(String value) {
    /** Key Vault takes 25 KB. */
    static final int MAX_BYTES = 24 * 1024;

    Optional<Refusal> problem(String name) {
        var errors = new FieldErrors().dnsLabel("name", name);
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_BYTES) {
            errors.add("value", "range", "It has " + bytes + " bytes; 1 to " + MAX_BYTES + " are allowed.");
        }
        return errors.refusal();
    }

    /** Without the value: what is decoded may end up in a log. */
    @Override
    public String toString() {
        return "NewSecret[***]";
    }
}
