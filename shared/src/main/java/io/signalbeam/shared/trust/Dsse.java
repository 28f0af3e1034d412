package io.signalbeam.shared.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The pre-authentication encoding of DSSE v1 ("Dead Simple Signing Envelope", protocol.md of secure-systems-lab/dsse):
 * what is signed is the payload's type and the payload, each with its length, so that a signature on one kind of
 * statement is never one on another.
 */
final class Dsse {
    private Dsse() {}

    static byte[] encode(String payloadType, byte[] payload) {
        var type = payloadType.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(payload.length + type.length + 32);
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
