package io.signalbeam.functions.signing;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.desired.EndorsedKey;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.trust.SigningKey;
import io.signalbeam.shared.trust.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys that are valid: the one in use, and the one before it while what that one signed is still about.
 *
 * @param generations oldest first, one or two
 */
record KeyRing(List<Generation> generations) {

    KeyRing {
        generations = List.copyOf(generations);
    }

    /**
     * @param number counts from 1
     * @param endorsed its public half, vouched for by the key before it
     */
    record Generation(int number, Instant createdAt, SigningKey key, EndorsedKey endorsed) {}

    static KeyRing first(Instant now) {
        var key = SigningKey.generate();
        return new KeyRing(List.of(new Generation(1, now, key, key.root())));
    }

    Generation current() {
        return generations.getLast();
    }

    /** Another key to sign with. The one in use becomes the one before it, and what was that is valid no longer. */
    KeyRing next(Instant now) {
        var key = SigningKey.generate();
        var before = current();
        var next = new ArrayList<>(generations);
        next.add(new Generation(before.number() + 1, now, key, before.key().endorse(key)));
        return new KeyRing(next.subList(Math.max(0, next.size() - Trust.GENERATIONS), next.size()));
    }

    Optional<SigningKey> key(String id) {
        return generations.stream()
                .map(Generation::key)
                .filter(key -> key.keyId().equals(id))
                .findFirst();
    }

    String text() {
        return Json.write(this);
    }

    static KeyRing parse(String text) {
        try {
            var ring = Json.lenient().readValue(text, KeyRing.class);
            if (!ring.generations().isEmpty()) {
                return ring;
            }
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            // Without the cause, whose message would show the keys.
            throw new PermanentFailure("The ring of signing keys is not readable");
        }
        throw new PermanentFailure("The ring of signing keys is empty");
    }
}
