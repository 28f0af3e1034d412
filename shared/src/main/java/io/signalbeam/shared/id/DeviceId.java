package io.signalbeam.shared.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a device: a UUIDv7 in lower case. */
public record DeviceId(UUID value) implements Comparable<DeviceId> {

    public static DeviceId random() {
        return new DeviceId(UuidV7.random());
    }

    /** @throws IllegalArgumentException when the text is not a UUID in its canonical form */
    @JsonCreator
    public static DeviceId parse(String text) {
        return new DeviceId(UuidV7.parse(text));
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
