package io.signalbeam.functions.tokens;

import io.signalbeam.functions.access.Role;
import io.signalbeam.shared.id.GroupId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A personal access token as the API shows it.
 *
 * @param role at most; less when its owner may less
 * @param bundles that it may touch; null for all
 * @param groups null for all
 * @param lastUsedAt to the minute
 * @param token the whole token, with its secret: only in the answer that made it
 */
record AccessToken(
        UUID id,
        String name,
        Owner owner,
        Role role,
        @Nullable List<String> bundles,
        @Nullable List<GroupId> groups,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        TokenState state,
        @Nullable String token) {

    AccessToken {
        bundles = bundles == null ? null : List.copyOf(bundles);
        groups = groups == null ? null : List.copyOf(groups);
    }

    AccessToken with(String text) {
        return new AccessToken(
                id, name, owner, role, bundles, groups, createdAt, expiresAt, revokedAt, lastUsedAt, state, text);
    }

    static TokenState state(@Nullable Instant revokedAt, Instant expiresAt, Instant now) {
        if (revokedAt != null) {
            return TokenState.Revoked;
        }
        return now.isBefore(expiresAt) ? TokenState.Usable : TokenState.Expired;
    }
}
