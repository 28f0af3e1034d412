package io.signalbeam.agent.secrets;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.api.SecretsRequest;
import io.signalbeam.shared.api.SecretsResponse;
import io.signalbeam.shared.api.SecretsResponse.SealedSecret;
import io.signalbeam.shared.desired.SecretRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives values out unsealed: whoever tests a seal tests it elsewhere. */
public final class FakeVault {
    private final Map<String, SecretRef> current = new HashMap<>();
    private final Map<SecretRef, String> values = new HashMap<>();
    private boolean away;

    /** Names that were asked for, in order. */
    public final List<String> asked = new ArrayList<>();

    public FakeVault put(String name, String version, String value) {
        var secret = new SecretRef(name, version);
        current.put(name, secret);
        values.put(secret, value);
        return this;
    }

    public void away(boolean gone) {
        away = gone;
    }

    /** An empty safe, as a process has when it starts. */
    public SecretSafe safe() {
        return new SecretSafe(this::answer, box -> Optional.of(box.ciphertext()));
    }

    private SecretsResponse answer(SecretsRequest request) {
        asked.addAll(request.names());
        if (away) {
            throw new TransientFailure("unreachable", "the cloud is away", null);
        }
        var sealed = request.names().stream()
                .map(current::get)
                .map(secret -> new SealedSecret(secret.name(), secret.version(), "", values.get(secret)))
                .toList();
        return new SecretsResponse(request.generation(), sealed, Instant.EPOCH);
    }
}
