package io.signalbeam.shared.bundle;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The full name of an image, in the grammar of the distribution project's {@code reference} package, with what Docker
 * leaves out filled in: {@code nginx} is {@code docker.io/library/nginx:latest}.
 *
 * @param domain of the registry, with its port where it has one
 * @param path of the repository in the registry
 * @param tag absent only where there is a digest
 * @param digest {@code sha256:} and 64 lower-case hexadecimal digits, or {@code sha512:} and 128
 */
public record ImageReference(
        String domain,
        String path,
        @Nullable String tag,
        @Nullable String digest) {
    private static final String DOCKER_HUB = "docker.io";
    private static final String LIBRARY = "library/";
    private static final int MAX_NAME = 255;
    private static final int MAX_LENGTH = 600;

    private static final Pattern DOMAIN = Pattern.compile("(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
            + "(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+])(?::[0-9]{1,5})?");
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");
    private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");

    /** Empty when the text is no image reference; an image's bare id is none either, since it cannot be pulled. */
    public static Optional<ImageReference> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int at = text.indexOf('@');
        var digest = at < 0 ? null : text.substring(at + 1);
        var rest = at < 0 ? text : text.substring(0, at);
        int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
        var tag = colon < 0 ? null : rest.substring(colon + 1);
        var name = colon < 0 ? rest : rest.substring(0, colon);
        if (name.length() > MAX_NAME
                || IMAGE_ID.matcher(name).matches()
                || (tag != null && !TAG.matcher(tag).matches())
                || (digest != null && !DIGEST.matcher(digest).matches())) {
            return Optional.empty();
        }
        int slash = name.indexOf('/');
        boolean hasDomain = slash >= 0 && looksLikeDomain(name.substring(0, slash));
        var domain = hasDomain ? name.substring(0, slash) : DOCKER_HUB;
        var path = hasDomain ? name.substring(slash + 1) : name;
        if (!DOMAIN.matcher(domain).matches() || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        if (domain.equals("index." + DOCKER_HUB)) {
            domain = DOCKER_HUB;
        }
        if (domain.equals(DOCKER_HUB) && path.indexOf('/') < 0) {
            path = LIBRARY + path;
        }
        return Optional.of(new ImageReference(domain, path, tag == null && digest == null ? "latest" : tag, digest));
    }

    /** The same image, held to what it is now. */
    public ImageReference withDigest(String pinned) {
        return new ImageReference(domain, path, tag, pinned);
    }

    /** As people write it: {@code nginx:latest} for {@code docker.io/library/nginx:latest}. */
    public String familiar() {
        if (!domain.equals(DOCKER_HUB)) {
            return toString();
        }
        return (path.startsWith(LIBRARY) ? path.substring(LIBRARY.length()) : path) + suffix();
    }

    /** The full reference, which parses back to an equal one. */
    @Override
    public String toString() {
        return domain + "/" + path + suffix();
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /** Docker's rule: what could be a host is one, and everything else is a user of Docker Hub. */
    private static boolean looksLikeDomain(String first) {
        return first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || first.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
    }
}
