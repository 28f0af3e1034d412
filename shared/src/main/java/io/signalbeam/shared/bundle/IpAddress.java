package io.signalbeam.shared.bundle;

import java.util.regex.Pattern;

/** Tells address literals from host names, without asking a resolver. */
final class IpAddress {
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:]{2,39}");

    private IpAddress() {}

    static boolean isLiteral(String text) {
        return text.length() <= 39 && (IPV4.matcher(text).matches() || isIpv6(text));
    }

    /** RFC 4291 §2.2, forms 1 and 2; no zone and no embedded IPv4. */
    private static boolean isIpv6(String text) {
        if (!IPV6_CHARACTERS.matcher(text).matches()) {
            return false;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text) == 8;
        }
        int before = groups(text.substring(0, gap));
        int after = groups(text.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** How many groups of one to four digits; -1 when there is another kind between. */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        for (var group : text.split(":", -1)) {
            if (group.isEmpty() || group.length() > 4) {
                return -1;
            }
            count++;
        }
        return count;
    }
}
