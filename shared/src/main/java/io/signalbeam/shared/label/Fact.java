package io.signalbeam.shared.label;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a device reports about itself and selectors can ask for, as if it were a label. */
public enum Fact {
    OS_NAME("os.name"),
    /** In Go's words: {@code amd64}, {@code arm64}, {@code arm/v7}. */
    OS_ARCH("os.arch"),
    AGENT_VERSION("agent.version"),
    HOST_NAME("host.name");

    private static final Map<String, Fact> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Fact::key, Function.identity()));

    private final String key;

    Fact(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    public static Optional<Fact> ofKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
