package io.signalbeam.functions.rollouts;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which image runs on which machine, by the rules that container engines go by (containerd's {@code platforms} package).
 * Written in Go's words with the variant where there are several: {@code amd64}, {@code arm64}, {@code arm/v7}.
 */
public final class Architecture {
    private static final List<String> ARM = List.of("arm/v8", "arm/v7", "arm/v6", "arm/v5");

    private Architecture() {}

    /**
     * The one way of writing it.
     *
     * @param variant empty for none
     */
    public static String of(String architecture, String variant) {
        return switch (architecture) {
            case "arm" -> variant.isEmpty() ? "arm/v7" : "arm/" + variant;
            case "arm/v8", "aarch64" -> "arm64";
            case "x86_64" -> "amd64";
            default -> architecture;
        };
    }

    /** The best of what is offered for a device; empty when nothing runs on it. */
    public static Optional<String> best(String device, Collection<String> offered) {
        return accepted(of(device, "")).stream().filter(offered::contains).findFirst();
    }

    private static List<String> accepted(String device) {
        int arm = ARM.indexOf(device);
        if (arm >= 0) {
            return ARM.subList(arm, ARM.size());
        }
        return switch (device) {
            case "amd64" -> List.of("amd64", "386");
            default -> List.of(device);
        };
    }
}
