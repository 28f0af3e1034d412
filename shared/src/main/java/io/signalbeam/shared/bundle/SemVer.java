package io.signalbeam.shared.bundle;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version as SemVer 2.0.0 has it. {@link #compareTo} is its precedence (§11), which ignores the build: two versions
 * that differ in nothing else compare as 0 and yet are not equal.
 *
 * @param preRelease identifiers after {@code -}; empty for a release
 * @param build identifiers after {@code +}
 */
public record SemVer(long major, long minor, long patch, List<String> preRelease, List<String> build)
        implements Comparable<SemVer> {
    public static final int MAX_LENGTH = 128;

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern PRE_RELEASE = Pattern.compile("0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*");
    private static final Pattern BUILD = Pattern.compile("[0-9A-Za-z-]+");

    public SemVer {
        preRelease = List.copyOf(preRelease);
        build = List.copyOf(build);
        if (major < 0 || minor < 0 || patch < 0) {
            throw new IllegalArgumentException("a version has no negative numbers");
        }
        if (!allMatch(preRelease, PRE_RELEASE) || !allMatch(build, BUILD)) {
            throw new IllegalArgumentException("not an identifier of SemVer 2.0.0");
        }
    }

    /** Empty for anything but SemVer 2.0.0 of at most {@value #MAX_LENGTH} characters and 18 digits a number. */
    public static Optional<SemVer> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int plus = text.indexOf('+');
        var build = plus < 0 ? List.<String>of() : identifiers(text.substring(plus + 1));
        var rest = plus < 0 ? text : text.substring(0, plus);
        int dash = rest.indexOf('-');
        var preRelease = dash < 0 ? List.<String>of() : identifiers(rest.substring(dash + 1));
        var core = identifiers(dash < 0 ? rest : rest.substring(0, dash));
        if (core.size() != 3
                || !allMatch(core, NUMBER)
                || !allMatch(preRelease, PRE_RELEASE)
                || !allMatch(build, BUILD)) {
            return Optional.empty();
        }
        return Optional.of(new SemVer(
                Long.parseLong(core.get(0)),
                Long.parseLong(core.get(1)),
                Long.parseLong(core.get(2)),
                preRelease,
                build));
    }

    @Override
    public int compareTo(SemVer other) {
        int core = Arrays.compare(new long[] {major, minor, patch}, new long[] {other.major, other.minor, other.patch});
        if (core != 0) {
            return core;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        int common = Math.min(preRelease.size(), other.preRelease.size());
        for (int i = 0; i < common; i++) {
            int order = compareIdentifiers(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch
                + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease))
                + (build.isEmpty() ? "" : "+" + String.join(".", build));
    }

    private static int compareIdentifiers(String a, String b) {
        boolean aNumeric = isNumeric(a);
        if (aNumeric != isNumeric(b)) {
            return aNumeric ? -1 : 1;
        }
        // Without leading zeros the longer number is the greater.
        return aNumeric && a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static boolean isNumeric(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static List<String> identifiers(String text) {
        return List.of(text.split("\\.", -1));
    }

    private static boolean allMatch(List<String> identifiers, Pattern pattern) {
        return identifiers.stream()
                .allMatch(identifier -> pattern.matcher(identifier).matches());
    }
}
