package io.signalbeam.shared.bundle;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Remembers which place of a Compose file each part of the manifest came from, so that errors can name that. */
final class ComposePlaces {
    private static final Pattern MANIFEST_PATH = Pattern.compile("containers\\[\\d+](?:\\.[A-Za-z]+\\[\\d+])?");

    private record Place(String composePath, boolean sameBelow) {}

    private final Map<String, Place> places = new HashMap<>();

    /** What lies below has the same names in both. */
    void same(String manifestPath, String composePath) {
        places.put(manifestPath, new Place(composePath, true));
    }

    /** What lies below has no place of its own in the Compose file. */
    void whole(String manifestPath, String composePath) {
        places.put(manifestPath, new Place(composePath, false));
    }

    String of(String manifestPath) {
        for (int end = manifestPath.length(); end > 0; end = lastSeparator(manifestPath, end)) {
            var place = places.get(manifestPath.substring(0, end));
            if (place != null) {
                return place.sameBelow() ? place.composePath() + manifestPath.substring(end) : place.composePath();
            }
        }
        return manifestPath;
    }

    String inMessage(String message) {
        return MANIFEST_PATH.matcher(message).replaceAll(found -> Matcher.quoteReplacement(of(found.group())));
    }

    private static int lastSeparator(String path, int end) {
        return Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1));
    }
}
