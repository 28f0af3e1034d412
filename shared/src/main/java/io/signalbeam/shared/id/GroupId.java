package io.signalbeam.shared.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a group: a UUIDv7 in lower case. */
public record GroupId(UUID value) implements Comparable<GroupId> {

    public static GroupId random() {
        return new GroupId(UuidV7.random());
    }

    /** @throws IllegalArgumentException when the text is not a UUID in its canonical form */
    @JsonCreator
    public static GroupId parse(String text) {
        return new GroupId(UuidV7.parse(text));
    }

    @Override
    public int compareTo(GroupId other) {
        return value.compareTo(other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
