package io.signalbeam.functions.enrollment;

import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Names for devices: what was wished for, as a DNS label, and others like it when that is taken. */
final class DeviceName {
    private static final int MAX = 63;
    private static final int COUNTED = 9;

    private DeviceName() {}

    /** The nearest DNS label: host names come with dots, capitals and underscores. */
    static String base(String wished) {
        var label =
                wished.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
        return trim(label, MAX).isEmpty() ? "device" : trim(label, MAX);
    }

    /** The name for an attempt, from 0: itself, then -2 to -9, then with random digits. */
    static String attempt(String base, int attempt) {
        if (attempt == 0) {
            return base;
        }
        var suffix = attempt < COUNTED
                ? "-" + (attempt + 1)
                : "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return trim(base, MAX - suffix.length()) + suffix;
    }

    private static String trim(String label, int length) {
        return label.substring(0, Math.min(label.length(), length)).replaceAll("-+$", "");
    }
}
