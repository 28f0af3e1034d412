package io.signalbeam.local.eventhubs.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The path of an entity within the namespace, such as {@code hub/publishers/device-1}; empty for the namespace itself.
 * Case does not matter, as in Event Hubs, but for a publisher's id: two devices never become one.
 */
public record EntityPath(List<String> segments) {
    private static final String PUBLISHERS = "publishers";

    public EntityPath {
        var normal = new ArrayList<String>();
        for (var segment : segments) {
            var isPublisher = normal.size() == 2 && normal.get(1).equals(PUBLISHERS);
            normal.add(isPublisher ? segment : segment.toLowerCase(Locale.ROOT));
        }
        segments = List.copyOf(normal);
    }

    /**
     * Reads a path or an address with a scheme and a host. The host is not looked at: a key belongs to one namespace,
     * and locally that has several names.
     */
    public static EntityPath of(String address) {
        var scheme = address.indexOf("://");
        var path = address;
        if (scheme >= 0) {
            var slash = address.indexOf('/', scheme + 3);
            path = slash < 0 ? "" : address.substring(slash + 1);
        }
        return new EntityPath(
                Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList());
    }

    /** Whether the other is this entity or lies under it. */
    public boolean covers(EntityPath other) {
        return other.segments.size() >= segments.size()
                && other.segments.subList(0, segments.size()).equals(segments);
    }

    @Override
    public String toString() {
        return String.join("/", segments);
    }
}
