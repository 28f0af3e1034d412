package io.signalbeam.functions.enrollment;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An enrollment token as the API shows it.
 *
 * @param maxUses null for any number
 * @param replaces the device whose place the one that enrols takes; null for a token that makes further devices
 * @param token the whole token, with its secret: only in the answer that made it
 */
public record TokenView(
        UUID id,
        String description,
        Map<String, String> labels,
        List<GroupId> groupIds,
        @Nullable Integer maxUses,
        int uses,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        Instant createdAt,
        String createdBy,
        TokenState state,
        @Nullable DeviceId replaces,
        @Nullable String token) {

    TokenView with(String secret) {
        return new TokenView(
                id,
                description,
                labels,
                groupIds,
                maxUses,
                uses,
                expiresAt,
                revokedAt,
                createdAt,
                createdBy,
                state,
                replaces,
                secret);
    }

    /** A token that is several of these is called by the first that holds. */
    static TokenState state(
            @Nullable Instant revokedAt, Instant expiresAt, @Nullable Integer maxUses, int uses, Instant now) {
        if (revokedAt != null) {
            return TokenState.Revoked;
        }
        if (!now.isBefore(expiresAt)) {
            return TokenState.Expired;
        }
        return maxUses != null && uses >= maxUses ? TokenState.UsedUp : TokenState.Usable;
    }
}
