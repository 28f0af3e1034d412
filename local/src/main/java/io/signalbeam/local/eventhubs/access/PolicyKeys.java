package io.signalbeam.local.eventhubs.access;

import io.signalbeam.local.secrets.OwnerOnly;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The two keys of a policy, either of which signs tokens that are good; each can be made anew while clients use them. */
public final class PolicyKeys {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private final @Nullable Path folder;
    private final String name;
    private String primary;
    private String secondary;

    private PolicyKeys(@Nullable Path folder, String name, String primary, String secondary) {
        this.folder = folder;
        this.name = name;
        this.primary = primary;
        this.secondary = secondary;
    }

    /** A first key that is known, and a second one that nobody knows yet; kept in memory alone. */
    public static PolicyKeys of(String primary) {
        return new PolicyKeys(null, "", primary, random());
    }

    /** Kept in two files of a folder of secrets; made at the first call. */
    public static PolicyKeys in(Path folder, String name) {
        return new PolicyKeys(
                folder, name, OwnerOnly.secret(folder.resolve(name)), OwnerOnly.secret(folder.resolve(second(name))));
    }

    public synchronized String primary() {
        return primary;
    }

    public synchronized String secondary() {
        return secondary;
    }

    public synchronized void regeneratePrimary() {
        primary = random();
        write(name, primary);
    }

    public synchronized void regenerateSecondary() {
        secondary = random();
        write(second(name), secondary);
    }

    private void write(String file, String key) {
        if (folder != null) {
            OwnerOnly.write(folder.resolve(file), key.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String second(String name) {
        return name + "-secondary";
    }

    private static String random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
