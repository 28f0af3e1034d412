package io.signalbeam.functions.enrollment;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.label.Labels;
import io.signalbeam.shared.validation.Validated;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Checks what a device says of itself as it comes in. */
final class EnrollmentInput {
    private static final int MAX_FACT = 253;

    private EnrollmentInput() {}

    static FieldErrors check(EnrollRequest request) {
        var facts = request.facts();
        var errors = new FieldErrors()
                .length("name", request.name(), 1, 63)
                .length("facts.version", facts.version(), 1, MAX_FACT)
                .length("facts.os", facts.os(), 1, MAX_FACT)
                .length("facts.arch", facts.arch(), 1, MAX_FACT)
                .length("facts.hostname", facts.hostname(), 1, MAX_FACT)
                .length("facts.runtime", facts.runtime(), 1, MAX_FACT);
        try {
            UuidV7.parse(request.requestId());
        } catch (IllegalArgumentException e) {
            errors.add("requestId", "format", "It takes a UUID.");
        }
        if (Labels.of(request.labels(), "labels") instanceof Validated.Invalid<Labels> invalid) {
            errors.addAll(invalid.errors());
        }
        publicKey(errors, "signingKey", request.signingKey(), "Ed25519");
        publicKey(errors, "encryptionKey", request.encryptionKey(), "X25519");
        return errors;
    }

    private static void publicKey(FieldErrors errors, String field, @Nullable String text, String algorithm) {
        if (text == null) {
            return;
        }
        try {
            KeyFactory.getInstance(algorithm)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            errors.add(field, "format", "It takes a public " + algorithm + " key, X.509 in Base64.");
        }
    }
}
