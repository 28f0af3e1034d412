package io.signalbeam.shared.bundle;

import io.signalbeam.shared.json.FieldReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a manifest says of the agent. */
final class AgentReader {
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "arm64", "arm/v7");

    private AgentReader() {}

    /** Notes what is wrong with it, and with what stands beside it. */
    static @Nullable AgentSpec read(FieldReader manifest) {
        var agent = manifest.object("agent");
        if (agent == null) {
            return null;
        }
        for (var beside : List.of("containers", "artifacts", "logs")) {
            if (manifest.has(beside)) {
                manifest.error(beside, "conflict", "a bundle with an agent has nothing beside it");
            }
        }
        var version = agent.requiredString("version", 1000);
        if (!version.isEmpty() && SemVer.parse(version).isEmpty()) {
            agent.error("version", "format", "must be a version of SemVer 2.0.0, such as 1.2.0");
        }
        var packages = packages(agent);
        agent.refuseUnknown();
        return new AgentSpec(version, packages);
    }

    private static List<AgentPackage> packages(FieldReader agent) {
        var packages = new ArrayList<AgentPackage>();
        var seen = new HashSet<String>();
        for (var fields : agent.objects("packages", ARCHITECTURES.size())) {
            var arch = fields.requiredString("arch", 100);
            if (!arch.isEmpty() && !ARCHITECTURES.contains(arch)) {
                fields.error("arch", "format", "must be amd64, arm64 or arm/v7");
            } else if (!arch.isEmpty() && !seen.add(arch)) {
                fields.error("arch", "duplicate", "another package is for " + arch);
            }
            var sha256 = ManifestReader.sha256(fields);
            long size = fields.requiredInteger("sizeBytes", 1, 1L << 32);
            fields.refuseUnknown();
            packages.add(new AgentPackage(arch, sha256, size));
        }
        if (!agent.has("packages") || (packages.isEmpty() && agent.isList("packages"))) {
            agent.error("packages", "required", "must have a package for each kind of machine");
        }
        return packages;
    }
}
