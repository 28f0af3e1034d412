package io.signalbeam.shared.bundle;

/**
 * A file that the containers of a bundle need, kept in Blob Storage.
 *
 * @param name its file name, and the name of the file on the device
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param sizeBytes at least 1
 * @param path absolute folder inside the containers where it is mounted, read-only
 */
public record ArtifactSpec(String name, String sha256, long sizeBytes, String path) {}
