package io.signalbeam.shared.trust;

import io.signalbeam.shared.bundle.ManifestDigest;
import io.signalbeam.shared.desired.BundleSignature;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.EndorsedKey;
import io.signalbeam.shared.id.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom a device believes. It begins with what the device was given when it enrolled; from then on a key is accepted only
 * when one that is trusted already vouches for it, so that who can alter the desired state cannot bring a key of their own.
 *
 * @param required whether an unsigned bundle is refused; once the tenant has asked for it, no desired state takes it back
 * @param keys the newest last, at most {@value #GENERATIONS}
 */
public record Trust(boolean required, List<Key> keys) {
    /** The key in use and the one before it: what both have signed is valid. */
    public static final int GENERATIONS = 2;

    /** Nobody: a device that enrolled before bundles were signed. */
    public static final Trust NONE = new Trust(false, List.of());

    public Trust {
        keys = List.copyOf(keys == null ? List.of() : keys);
    }

    /** @param publicKey Ed25519, X.509 SubjectPublicKeyInfo in Base64 */
    public record Key(String id, String publicKey) {}

    /** The beginning, as the answer to an enrolment has it. */
    public static Trust of(BundleSigning signing) {
        var keys = signing.keys().stream()
                .filter(Trust::isWhatItsIdSays)
                .map(key -> new Key(key.id(), key.publicKey()))
                .toList();
        return new Trust(signing.required(), newest(keys));
    }

    /** What a desired state adds: keys that a trusted one vouches for, in their order. */
    public Trust learn(BundleSigning signing) {
        var known = new ArrayList<>(keys);
        for (var key : signing.keys()) {
            boolean isNew = known.stream().noneMatch(own -> own.id().equals(key.id()));
            if (isNew && isWhatItsIdSays(key) && known.stream().anyMatch(own -> vouches(own, key))) {
                known.add(new Key(key.id(), key.publicKey()));
            }
        }
        return new Trust(required || signing.required(), newest(known));
    }

    /**
     * What speaks against running this, empty when nothing does. Everything of the manifest is covered: what a reader of
     * this does not know of it makes the digest another one, so that an old device runs no half-understood bundle. A bundle
     * with an agent needs a signature everywhere: no container holds what an agent does.
     *
     * @param tenant the device's own
     * @param alwaysRequired whether the device's owner wants unsigned bundles refused, whatever the tenant says
     */
    public Optional<Distrust> problem(TenantId tenant, DesiredBundle bundle, boolean alwaysRequired) {
        var signature = bundle.signature();
        boolean needed = required || alwaysRequired || bundle.agent() != null;
        if (signature == null) {
            return needed
                    ? distrust("signature-required", bundle, "is not signed, and only signed bundles are run here")
                    : Optional.empty();
        }
        if (keys.isEmpty()) {
            return needed
                    ? distrust("signing-key-unknown", bundle, "is signed, but this device was given no key to judge by")
                    : Optional.empty();
        }
        return judge(tenant, bundle, signature);
    }

    private Optional<Distrust> judge(TenantId tenant, DesiredBundle bundle, BundleSignature signature) {
        var key =
                keys.stream().filter(own -> own.id().equals(signature.keyId())).findFirst();
        if (key.isEmpty()) {
            return distrust("signing-key-unknown", bundle, "is signed with a key that no trusted one vouches for");
        }
        if (!ManifestDigest.of(bundle.manifest()).equals(bundle.manifestDigest())) {
            return distrust(
                    "signature-invalid",
                    bundle,
                    "is not what was signed: altered, or newer than this agent understands");
        }
        var statement = new BundleStatement(tenant, bundle.bundleId(), bundle.version(), bundle.manifestDigest());
        return Ed25519.verify(key.get().publicKey(), statement.signed(), signature.signature())
                ? Optional.empty()
                : distrust("signature-invalid", bundle, "has a signature that is not about it");
    }

    private static Optional<Distrust> distrust(String code, DesiredBundle bundle, String what) {
        return Optional.of(new Distrust(code, bundle.bundleId() + " " + bundle.version() + " " + what));
    }

    private static boolean vouches(Key own, EndorsedKey key) {
        return key.endorsement() != null
                && own.id().equals(key.endorsedBy())
                && Ed25519.verify(
                        own.publicKey(), SigningKey.endorsement(key.id(), key.publicKey()), key.endorsement());
    }

    private static boolean isWhatItsIdSays(EndorsedKey key) {
        try {
            return Ed25519.id(key.publicKey()).equals(key.id());
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static List<Key> newest(List<Key> keys) {
        return keys.subList(Math.max(0, keys.size() - GENERATIONS), keys.size());
    }
}
