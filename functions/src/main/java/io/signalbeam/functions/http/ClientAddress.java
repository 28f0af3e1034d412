package io.signalbeam.functions.http;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The caller's IP address: the last entry of {@code X-Forwarded-For}, which the platform's front end appends. Entries
 * before it are the caller's own word and are not believed.
 */
final class ClientAddress {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d{1,5})?");
    private static final Pattern V6 = Pattern.compile("\\[?([0-9a-fA-F:.]{2,45})](?::\\d{1,5})?|([0-9a-fA-F:.]{2,45})");

    private ClientAddress() {}

    static @Nullable String of(Map<String, String> headers) {
        return Call.header(headers, "x-forwarded-for").map(ClientAddress::last).orElse(null);
    }

    private static @Nullable String last(String header) {
        var entry = header.substring(header.lastIndexOf(',') + 1).strip();
        var v4 = V4.matcher(entry);
        if (v4.matches()) {
            return v4.group(1);
        }
        var v6 = V6.matcher(entry);
        if (!v6.matches() || entry.indexOf(':') < 0) {
            return null;
        }
        return v6.group(1) == null ? v6.group(2) : v6.group(1);
    }
}
