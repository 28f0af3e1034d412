package io.signalbeam.shared.credential;

/**
 * What lets somebody in at a registry of images.
 *
 * @param username without a colon
 */
public record RegistryLogin(String username, String password) {

    /** @throws IllegalArgumentException when it is not what {@link #text} writes */
    public static RegistryLogin parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a login without a colon");
        }
        return new RegistryLogin(text.substring(0, colon), text.substring(colon + 1));
    }

    /** As HTTP's Basic scheme has it (RFC 7617). */
    public String text() {
        return username + ":" + password;
    }

    /** Without the password: values end up in logs. */
    @Override
    public String toString() {
        return "RegistryLogin[" + username + "]";
    }
}
