package io.signalbeam.local.cosmos;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a path names.
 *
 * @param parts the path's segments, decoded: types and ids in turn; an odd number is a list of resources
 */
record Target(List<String> parts) {
    Target {
        parts = List.copyOf(parts);
    }

    static Target of(String path) {
        return new Target(Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList());
    }

    /** The types alone, such as {@code dbs/colls/docs}; empty for the account. */
    String shape() {
        var shape = new StringBuilder();
        for (var i = 0; i < parts.size(); i += 2) {
            shape.append(i == 0 ? "" : "/").append(parts.get(i));
        }
        return isList() ? shape + "/" : shape.toString();
    }

    boolean isList() {
        return parts.size() % 2 == 1;
    }

    /** The id at a depth: 0 the database's, 1 the container's, 2 the item's. */
    String id(int depth) {
        return parts.get(2 * depth + 1);
    }

    /** The type, as the signature has it. */
    String type() {
        if (parts.isEmpty()) {
            return "";
        }
        return isList() ? parts.getLast() : parts.get(parts.size() - 2);
    }

    /** The resource that the signature covers: for a list the owner, and where ids are resource ids the last one. */
    String link() {
        var covered = isList() ? parts.subList(0, parts.size() - 1) : parts;
        if (covered.isEmpty()) {
            return "";
        }
        return byRid() ? covered.getLast().toLowerCase(Locale.ROOT) : String.join("/", covered);
    }

    /** A database's resource id is always 8 characters that end with two equals signs, which a name may not be here. */
    boolean byRid() {
        return parts.size() > 1 && parts.get(1).length() == 8 && parts.get(1).endsWith("==");
    }
}
