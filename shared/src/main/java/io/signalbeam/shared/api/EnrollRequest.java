package io.signalbeam.shared.api;

import io.signalbeam.shared.report.AgentFacts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/agent/enroll}. Repeating it with the same token and {@code requestId} within a day gives the same
 * device a new key instead of making a second device, so that an answer that got lost costs nothing.
 *
 * @param token {@code sbe_<tokenId>_<secret>}
 * @param requestId UUIDv7 made once by the agent and kept until it is enrolled
 * @param name wished for; absent takes the host name; made unique in the tenant by a suffix
 * @param labels added to those of the token, which win
 * @param signingKey the device's public Ed25519 key, X.509 SubjectPublicKeyInfo in Base64
 * @param encryptionKey the device's public X25519 key, X.509 SubjectPublicKeyInfo in Base64
 */
public record EnrollRequest(
        String token,
        String requestId,
        @Nullable String name,
        Map<String, String> labels,
        AgentFacts facts,
        @Nullable String signingKey,
        @Nullable String encryptionKey) {

    public EnrollRequest {
        labels = Map.copyOf(labels == null ? Map.of() : labels);
    }
}
