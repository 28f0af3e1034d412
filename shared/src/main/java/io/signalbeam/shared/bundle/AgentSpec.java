package io.signalbeam.shared.bundle;

import java.util.List;
import java.util.Optional;

/**
 * The agent that a device shall run, in a bundle that has nothing else: agents are updated as bundles are.
 *
 * @param version what the agent of every package says of itself, SemVer 2.0.0
 * @param packages at most one for a kind of machine
 */
public record AgentSpec(String version, List<AgentPackage> packages) {
    public AgentSpec {
        packages = List.copyOf(packages == null ? List.of() : packages);
    }

    public Optional<AgentPackage> packageFor(String arch) {
        return packages.stream().filter(each -> each.arch().equals(arch)).findFirst();
    }
}
