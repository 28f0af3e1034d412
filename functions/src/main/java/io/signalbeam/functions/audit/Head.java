package io.signalbeam.functions.audit;

import java.util.Optional;
import java.util.regex.Pattern;

/** How far a chain goes, and its last hash. Text form: {@code <position>:<hash>}. */
public record Head(long position, String hash) {
    static final Head START = new Head(0, ChainHash.START);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

    /** Empty for anything but the text form. */
    public static Optional<Head> parse(String text) {
        var matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Head(Long.parseLong(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return position + ":" + hash;
    }
}
