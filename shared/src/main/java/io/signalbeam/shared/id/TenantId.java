package io.signalbeam.shared.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a tenant: a UUIDv7 in lower case. */
public record TenantId(UUID value) implements Comparable<TenantId> {

    public static TenantId random() {
        return new TenantId(UuidV7.random());
    }

    /** @throws IllegalArgumentException when the text is not a UUID in its canonical form */
    @JsonCreator
    public static TenantId parse(String text) {
        return new TenantId(UuidV7.parse(text));
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
