package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.signature.Message;
import io.signalbeam.shared.signature.RequestVerifier;
import io.signalbeam.shared.signature.RequestVerifier.Verdict;
import java.time.InstantSource;

/**
 * Asks for a device's signature on its request, where its tenant wants one. What it takes is in the device's pass; only requests
 * that change something cost a row in the database, against being sent again.
 */
public final class DeviceSignatures {
    private final Nonces nonces;
    private final InstantSource clock;

    public DeviceSignatures(Nonces nonces, InstantSource clock) {
        this.nonces = nonces;
        this.clock = clock;
    }

    /** @param body empty when there is none */
    public Outcome<AuthenticatedDevice> check(AuthenticatedDevice device, Message message, byte[] body) {
        var signing = device.pass().signing();
        if (signing == null || !signing.required()) {
            return Outcome.done(device);
        }
        var key = signing.key();
        if (key == null) {
            return refused(
                    ErrorCode.SIGNATURE_REQUIRED,
                    "The tenant wants signed requests, and this device has no signing key; enrol it anew.");
        }
        return switch (RequestVerifier.verify(
                message, body, key, device.deviceId().toString(), clock.instant())) {
            case Verdict.Unsigned() ->
                refused(ErrorCode.SIGNATURE_REQUIRED, "The tenant wants requests signed by the device's own key.");
            case Verdict.Wrong(String reason) -> refused(ErrorCode.SIGNATURE_INVALID, reason);
            case Verdict.Signed(String nonce, var until) ->
                message.method().equals("GET") || nonces.fresh(device, nonce, until)
                        ? Outcome.done(device)
                        : refused(ErrorCode.SIGNATURE_INVALID, "Its nonce was used before.");
        };
    }

    private static <T> Outcome<T> refused(ErrorCode code, String detail) {
        return Outcome.refused(new Refusal.Unauthenticated(code, detail));
    }
}
