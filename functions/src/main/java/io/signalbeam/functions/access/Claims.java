package io.signalbeam.functions.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted access token says.
 *
 * @param tenant value of the issuer's tenant claim; null when the token has none
 * @param roles values of the issuer's roles claim, as written
 */
public record Claims(
        String issuer,
        String subject,
        @Nullable String name,
        @Nullable String email,
        @Nullable String tenant,
        List<String> roles) {

    public Claims {
        roles = List.copyOf(roles);
    }
}
