package io.signalbeam.agent.identity;

import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.UuidV7;
import java.nio.charset.StandardCharsets;

/**
 * What an enrolment is tried with, on disk before the first try: were the answer lost, the next try is recognised as
 * the same one and gets the same device.
 *
 * @param tokenHash SHA-256 of the token; another token makes another enrolment
 */
record PendingEnrollment(String requestId, String tokenHash, DeviceKeys keys) {

    static PendingEnrollment begin(String token) {
        return new PendingEnrollment(UuidV7.random().toString(), hash(token), DeviceKeys.generate());
    }

    boolean isFor(String token) {
        return tokenHash.equals(hash(token));
    }

    private static String hash(String token) {
        return Sha256.hex(token.getBytes(StandardCharsets.UTF_8));
    }
}
