package io.signalbeam.shared.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a rollout: a UUIDv7 in lower case. */
public record RolloutId(UUID value) implements Comparable<RolloutId> {

    public static RolloutId random() {
        return new RolloutId(UuidV7.random());
    }

    /** @throws IllegalArgumentException when the text is not a UUID in its canonical form */
    @JsonCreator
    public static RolloutId parse(String text) {
        return new RolloutId(UuidV7.parse(text));
    }

    @Override
    public int compareTo(RolloutId other) {
        return value.compareTo(other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
