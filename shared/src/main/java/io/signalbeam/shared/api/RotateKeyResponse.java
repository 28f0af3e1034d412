package io.signalbeam.shared.api;

import java.time.Instant;

/**
 * @param keyId of the key that is good from now on
 * @param formerKeysEndAt when the last of the keys before it ends, at the latest
 * @param serverTime the server's clock as it answered
 */
public record RotateKeyResponse(String keyId, Instant formerKeysEndAt, Instant serverTime) {}
