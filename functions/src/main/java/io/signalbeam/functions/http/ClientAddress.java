package io.signalbeam.functions.http;

import io.signalbeam.functions.settings.Settings;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The caller's IP address, out of {@code X-Forwarded-For}: the platform's front end appends whom it was asked by, and so did
 * each of our own proxies before it. Entries before those are the caller's own word and are not believed.
 */
final class ClientAddress {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d{1,5})?");
    private static final Pattern V6 = Pattern.compile("\\[?([0-9a-fA-F:.]{2,45})](?::\\d{1,5})?|([0-9a-fA-F:.]{2,45})");

    private final int proxies;

    ClientAddress(Settings settings) {
        this.proxies = settings.proxies();
    }

    @Nullable String of(Map<String, String> headers) {
        return Call.header(headers, "x-forwarded-for").map(this::read).orElse(null);
    }

    private @Nullable String read(String header) {
        var entries = header.split(",", -1);
        var entry = entries[Math.max(0, entries.length - 1 - proxies)].strip();
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
