package io.signalbeam.shared.bundle;

/**
 * The agent for one kind of machine: a {@code .tar.gz} with {@code bin}, {@code lib} and {@code runtime}, kept in Blob
 * Storage as artifacts are.
 *
 * @param arch in the words of images: {@code amd64}, {@code arm64}, {@code arm/v7}
 * @param sha256 64 lower-case hexadecimal digits
 * @param sizeBytes at least 1
 */
public record AgentPackage(String arch, String sha256, long sizeBytes) {
    /** What is fetched, as any file is. */
    public ArtifactSpec file() {
        return new ArtifactSpec("agent-" + arch.replace('/', '-') + ".tar.gz", sha256, sizeBytes, "/");
    }
}
