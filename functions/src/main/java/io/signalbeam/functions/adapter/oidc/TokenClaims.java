package io.signalbeam.functions.adapter.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.settings.Settings.Issuer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a provider writes in its own way. A claim is named as it stands in the token
 * ({@code urn:zitadel:iam:org:project:roles}), or by a JSON Pointer (RFC 6901) where it lies deeper
 * ({@code /realm_access/roles}).
 */
final class TokenClaims {

    private TokenClaims() {}

    static Claims read(Issuer issuer, JWTClaimsSet set) {
        var tenant = text(find(set.getClaims(), issuer.tenantClaim()));
        var name = text(set.getClaim("name"));
        return new Claims(
                issuer.issuer(),
                set.getSubject(),
                name == null ? text(set.getClaim("preferred_username")) : name,
                text(set.getClaim("email")),
                tenant,
                roles(find(set.getClaims(), issuer.rolesClaim()), tenant),
                Boolean.TRUE.equals(set.getClaim("email_verified")));
    }

    private static @Nullable Object find(Map<String, Object> claims, String name) {
        if (!name.startsWith("/")) {
            return claims.get(name);
        }
        Object found = claims;
        for (var part : name.substring(1).split("/", -1)) {
            var key = part.replace("~1", "/").replace("~0", "~");
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return found;
    }

    private static @Nullable String text(@Nullable Object claim) {
        return claim instanceof String text && !text.isBlank() ? text : null;
    }

    /** Entra writes an array, some write one string with spaces, Zitadel an object whose keys are the roles. */
    private static List<String> roles(@Nullable Object claim, @Nullable String tenant) {
        return switch (claim) {
            case null -> List.of();
            case String text -> List.of(text.split(" "));
            case List<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .filter(role -> grantedIn(role.getValue(), tenant))
                        .map(role -> String.valueOf(role.getKey()))
                        .toList();
            default -> List.of();
        };
    }

    /**
     * Zitadel says with each role which organisations gave it, {@code {"Admin": {"<id>": "<domain>"}}}: a role that
     * another organisation gave does not count in this one.
     */
    private static boolean grantedIn(@Nullable Object organisations, @Nullable String tenant) {
        return !(organisations instanceof Map<?, ?> map)
                || map.isEmpty()
                || map.containsKey(tenant)
                || map.containsValue(tenant);
    }
}
