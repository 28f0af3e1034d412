package io.signalbeam.functions.secrets;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.credential.RegistryLogin;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code PUT /registry-credentials/{host}}.
 *
 * @param username 1 to 255 characters, without a colon
 * @param password or token, 1 to 8192 characters
 */
record NewRegistryCredential(String username, String password) {
    private static final int MOST_USERNAME = 255;
    private static final int MOST_PASSWORD = 8192;

    Optional<Refusal> problem(String host) {
        var errors = new FieldErrors()
                .length("username", username, 1, MOST_USERNAME)
                .length("password", password, 1, MOST_PASSWORD);
        if (username.chars().anyMatch(c -> c == ':' || c < ' ')) {
            errors.add("username", "format", "It takes neither a colon nor a control character.");
        }
        // A line break would be the end of the header that it is sent in.
        if (password.chars().anyMatch(c -> c < ' ')) {
            errors.add("password", "format", "It takes no control character.");
        }
        if (!isHost(host)) {
            errors.add(
                    "host",
                    "format",
                    "It takes what stands before the first slash of an image's full name, in lower case: ghcr.io,"
                            + " registry.example.com:5000, docker.io.");
        }
        return errors.refusal();
    }

    /** Whether images can name it so. */
    private static boolean isHost(String host) {
        return host.equals(host.toLowerCase(Locale.ROOT))
                && ImageReference.parse(host + "/x/x")
                        .filter(image -> image.domain().equals(host))
                        .isPresent();
    }

    RegistryLogin login() {
        return new RegistryLogin(username, password);
    }

    /** Without the password: what is decoded may end up in a log. */
    @Override
    public String toString() {
        return "NewRegistryCredential[" + username + "]";
    }
}
