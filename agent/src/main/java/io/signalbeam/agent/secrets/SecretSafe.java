package io.signalbeam.agent.secrets;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.identity.DeviceIdentity;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.shared.api.SecretsRequest;
import io.signalbeam.shared.api.SecretsResponse;
import io.signalbeam.shared.api.SecretsResponse.SealedSecret;
import io.signalbeam.shared.credential.RegistryLogin;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.seal.DeviceSeal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of secrets that bundles of this device name, in memory alone: gone with the process, and with the last
 * bundle that names them. After a restart they are asked for again when a container has to be made; one that the engine
 * has already needs none, for the engine keeps its environment.
 */
public final class SecretSafe {
    private static final String UNAVAILABLE = "secret-unavailable";

    private final Source source;
    private final Opener opener;
    private final Map<SecretRef, String> values = new HashMap<>();

    /** Where sealed values come from. */
    @FunctionalInterface
    public interface Source {
        SecretsResponse fetch(SecretsRequest request) throws InterruptedException;
    }

    /** What reads a sealed value; empty when it is not for this device. */
    @FunctionalInterface
    interface Opener {
        Optional<String> open(SealedSecret sealed);
    }

    SecretSafe(Source source, Opener opener) {
        this.source = source;
        this.opener = opener;
    }

    public static SecretSafe of(DeviceIdentity identity, Source source) {
        var seal = new DeviceSeal(identity.tenantId(), identity.deviceId());
        var keys = identity.keys().encryption();
        return new SecretSafe(source, box -> seal.open(keys.publicKey(), keys.privateKey(), box));
    }

    /** Those whose values are at hand. */
    public synchronized Set<SecretRef> held() {
        return Set.copyOf(values.keySet());
    }

    public synchronized void keepOnly(Set<SecretRef> needed) {
        values.keySet().retainAll(needed);
    }

    /**
     * Gets values that are not at hand.
     *
     * @param generation of the desired state that is acted on
     * @throws TransientFailure when the cloud is away, does not give them, or has other versions by now: then the next
     *     desired state names those
     */
    public void fetch(long generation, List<SecretRef> wanted) throws InterruptedException {
        for (int from = 0; from < wanted.size(); from += SecretsRequest.MAX_NAMES) {
            var some = wanted.subList(from, Math.min(from + SecretsRequest.MAX_NAMES, wanted.size()));
            for (var box : ask(generation, some).secrets()) {
                var value = opener.open(box)
                        .orElseThrow(() -> new TransientFailure(
                                UNAVAILABLE, "the secret " + box.name() + " was not sealed for this device", null));
                put(new SecretRef(box.name(), box.version()), value);
            }
        }
        var missing = wanted.stream().filter(secret -> !held().contains(secret)).findFirst();
        if (missing.isPresent()) {
            throw new TransientFailure(
                    UNAVAILABLE,
                    "the secret " + missing.get().name() + " is not given in the version that is asked for",
                    null);
        }
    }

    /**
     * Gets those values of a desired state that are not at hand, to strike them out.
     *
     * @throws TransientFailure as {@link #fetch}
     */
    public void holdAll(DesiredState desired) throws InterruptedException {
        var held = held();
        fetch(
                desired.generation(),
                desired.bundles().stream()
                        .flatMap(bundle -> bundle.secrets().stream())
                        .filter(secret -> !held.contains(secret))
                        .distinct()
                        .toList());
    }

    /** Empty when it is not at hand. */
    synchronized Optional<String> value(SecretRef secret) {
        return Optional.ofNullable(values.get(secret));
    }

    /** The container with its secrets in its environment; not to be kept. */
    public synchronized ContainerCreation fill(ContainerCreation creation) {
        var filled = new HashMap<String, String>();
        creation.secrets().forEach((variable, secret) -> {
            var value = values.get(secret);
            if (value == null) {
                throw new TransientFailure(UNAVAILABLE, "the secret " + secret.name() + " is not at hand", null);
            }
            filled.put(variable, value);
        });
        return filled.isEmpty() ? creation : creation.with(filled);
    }

    /** The lines with every value in them replaced by asterisks; a value of several lines, line by line. */
    public synchronized List<String> strikeOut(List<String> lines) {
        var parts = values.entrySet().stream()
                // Of a login the password: a name is no secret, and often a usual word.
                .map(entry -> entry.getKey().ofRegistry()
                        ? RegistryLogin.parse(entry.getValue()).password()
                        : entry.getValue())
                .flatMap(String::lines)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .distinct()
                // The longest first: another value may be a part of it.
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        var struck = new ArrayList<String>();
        for (var line : lines) {
            for (var part : parts) {
                line = line.replace(part, "***");
            }
            struck.add(line);
        }
        return struck;
    }

    private SecretsResponse ask(long generation, List<SecretRef> some) throws InterruptedException {
        try {
            return source.fetch(new SecretsRequest(
                    generation, some.stream().map(SecretRef::name).toList()));
        } catch (PermanentFailure e) {
            // Not the version's fault: it is not to be given up for what an administrator can put right.
            throw new TransientFailure(UNAVAILABLE, e.reason(), e);
        }
    }

    private synchronized void put(SecretRef secret, String value) {
        values.put(secret, value);
    }
}
