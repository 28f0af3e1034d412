package io.signalbeam.shared.signature;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of an HTTP request a signature can cover.
 *
 * @param path as sent, percent-encoding included
 * @param query as sent, without the question mark; null when there is none
 * @param headers by name, in any case
 */
public record Message(String method, String path, @Nullable String query, Map<String, String> headers) {

    public Message {
        var names = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        names.putAll(headers);
        headers = Collections.unmodifiableMap(names);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip);
    }

    /** A component's value (RFC 9421 §2); empty when the message has none, or when it is one that is not known here. */
    Optional<String> component(String name) {
        return switch (name) {
            case "@method" -> Optional.of(method);
            case "@path" -> Optional.of(path.isEmpty() ? "/" : path);
            case "@query" -> Optional.of(query == null ? "?" : "?" + query);
            case "@authority" -> header("host").map(host -> host.toLowerCase(Locale.ROOT));
            default -> name.startsWith("@") ? Optional.empty() : header(name);
        };
    }
}
