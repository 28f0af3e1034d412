package io.signalbeam.functions.people;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.signalbeam.functions.access.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with a role in the tenant, as the API shows them.
 *
 * @param subject of the issuer's tokens; null until an invitation by mail address is taken up
 * @param addedBy empty for those who were there before it was written down
 * @param revision of this row, from 1, for its ETag
 */
record Member(
        UUID id,
        String issuer,
        @Nullable String subject,
        @Nullable String email,
        Role role,
        Instant addedAt,
        String addedBy,
        @JsonIgnore long revision) {

    /** As audit names them. */
    String shown() {
        return email == null ? String.valueOf(subject) : email;
    }
}
