package io.signalbeam.shared.label;

import io.signalbeam.shared.validation.Validated;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A Kubernetes label selector over a device's labels and {@link Fact}s: every requirement must hold, and the empty
 * selector selects every device. Requirements are kept without repeats and in one order, so that selectors that say the
 * same in another order are equal.
 */
public record Selector(List<Requirement> requirements) {
    public static final Selector EVERYTHING = new Selector(List.of());
    /** The longest text that is read, in characters. */
    public static final int MAX_LENGTH = 2048;

    public Selector {
        requirements = requirements.stream()
                .distinct()
                .sorted(Comparator.comparing(Requirement::key).thenComparing(Requirement::toString))
                .toList();
    }

    /**
     * Reads {@code env=prod,site in (berlin,oslo),!canary,os.arch=arm64}. An error's message gives the position, counted
     * from 1.
     */
    public static Validated<Selector> parse(String text) {
        return parse(text, "selector");
    }

    /** As {@link #parse(String)}, for a field of another name. */
    public static Validated<Selector> parse(String text, String field) {
        return new SelectorParser(text, field).parse();
    }

    /** @param labels a device's labels and facts together */
    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /** The canonical text, which parses back to an equal selector. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
