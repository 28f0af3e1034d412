package io.signalbeam.shared.report;

import org.jspecify.annotations.Nullable;

/**
 * What the agent knows of its machine; selectors see it as {@code os.name}, {@code os.arch}, {@code agent.version} and
 * {@code host.name}.
 *
 * @param arch in Go's words, as images use them: {@code amd64}, {@code arm64}, {@code arm/v7}
 * @param runtime container engine and its version: {@code docker 27.0.1}; absent while there is none
 */
public record AgentFacts(
        String version,
        String os,
        String arch,
        String hostname,
        @Nullable String runtime) {}
