package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.hash.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * The artifacts of a bundle that one folder inside its containers shows.
 *
 * @param key follows from names and hashes alone: the same files are the same folder, whichever version asks for them
 * @param path inside the containers
 */
public record ArtifactFolder(String key, String path, List<ArtifactSpec> files) {
    /** Stands for the device's own folder in a container's specification, which is made without knowing where that is. */
    public static final String PLACE = "artifacts:";

    public ArtifactFolder {
        files = List.copyOf(files);
    }

    /** All folders of a bundle, by their paths. */
    public static List<ArtifactFolder> of(DesiredBundle bundle) {
        var byPath = new TreeMap<String, List<ArtifactSpec>>();
        bundle.artifacts()
                .forEach(artifact -> byPath.computeIfAbsent(artifact.path(), path -> new ArrayList<>())
                        .add(artifact));
        return byPath.entrySet().stream()
                .map(entry -> new ArtifactFolder(key(entry.getValue()), entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String key(List<ArtifactSpec> files) {
        var text = new StringBuilder();
        files.stream()
                .sorted(Comparator.comparing(ArtifactSpec::name))
                .forEach(file -> text.append(file.sha256())
                        .append(' ')
                        .append(file.name())
                        .append('\n'));
        return HexFormat.of().formatHex(Sha256.of(text.toString()), 0, 16);
    }
}
