package io.signalbeam.shared.desired;

/**
 * A secret of the tenant in the version that is asked for; never its value.
 *
 * @param name a DNS label, or what {@link #registry} gives
 * @param version changes with every new value and says nothing about it
 */
public record SecretRef(String name, String version) {
    private static final String REGISTRY = "registry/";

    /**
     * The name under which the login at a registry travels; its value is {@code credential.RegistryLogin}'s text.
     *
     * @param domain as {@code bundle.ImageReference} has it, in lower case
     */
    public static String registry(String domain) {
        return REGISTRY + domain;
    }

    /** Whether this is the login at a registry, which no container sees. */
    public boolean ofRegistry() {
        return name.startsWith(REGISTRY);
    }
}
