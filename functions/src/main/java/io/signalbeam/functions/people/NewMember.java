package io.signalbeam.functions.people;

import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.outcome.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * Whom an admin lets in.
 *
 * @param issuer that signs them in; null for the admin's own
 * @param subject as in the issuer's tokens; null invites by mail address
 * @param email whose first verified sign-in takes the invitation up; only shown when there is a subject
 */
record NewMember(
        @Nullable String issuer,
        @Nullable String subject,
        @Nullable String email,
        Role role) {

    FieldErrors problems() {
        var errors = new FieldErrors()
                .length("issuer", issuer, 1, 500)
                .length("subject", subject, 1, 200)
                .length("email", email, 3, 320);
        if (subject == null && email == null) {
            errors.add("subject", "required", "It takes a subject, or an email to invite.");
        }
        if (email != null && email.indexOf('@') < 1) {
            errors.add("email", "format", "It takes a mail address.");
        }
        return errors;
    }
}
