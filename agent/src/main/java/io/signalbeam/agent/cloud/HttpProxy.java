package io.signalbeam.agent.cloud;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that everything to the cloud goes through; containers and their images do not.
 *
 * @param user for Basic authentication; absent where the proxy asks for nothing
 */
public record HttpProxy(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password) {

    /** From {@code http://[user:password@]host:port}, percent-encoded where need be; empty when it is none. */
    public static Optional<HttpProxy> of(URI address) {
        if (!"http".equals(address.getScheme()) || address.getHost() == null || address.getPort() < 1) {
            return Optional.empty();
        }
        var credentials = address.getRawUserInfo();
        if (credentials == null) {
            return Optional.of(new HttpProxy(address.getHost(), address.getPort(), null, null));
        }
        var parts = credentials.split(":", 2);
        return Optional.of(new HttpProxy(
                address.getHost(), address.getPort(), decode(parts[0]), parts.length == 2 ? decode(parts[1]) : ""));
    }

    private static String decode(String text) {
        // A plus is a plus here, unlike in a form.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "http://" + host + ":" + port;
    }
}
