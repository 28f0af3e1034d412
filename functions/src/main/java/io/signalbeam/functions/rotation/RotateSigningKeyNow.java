package io.signalbeam.functions.rotation;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.PlatformAudit;
import io.signalbeam.functions.signing.RotateSigningKey;
import io.signalbeam.functions.signing.RotateSigningKey.Rotated;
import java.util.Map;

/** Has bundles signed with another key before its time, and every tenant told who wanted it. */
final class RotateSigningKeyNow {
    private final RotateSigningKey rotate;
    private final PlatformAudit audit;

    RotateSigningKeyNow(RotateSigningKey rotate, PlatformAudit audit) {
        this.rotate = rotate;
        this.audit = audit;
    }

    Rotated rotate(Person person) {
        return rotate.rotate((tx, key) -> audit.record(
                tx, person, "signing-key.rotate", "signing-key", key.keyId(), Map.of("generation", key.generation())));
    }
}
