package io.signalbeam.shared.signature;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a signature says of itself: a member of the field {@code Signature-Input} (RFC 9421 §4.1).
 *
 * @param components that it covers, in their order
 * @param created seconds since 1970
 * @param text the member's value as sent, which is signed too
 */
record SignatureInput(
        List<String> components,
        @Nullable Long created,
        @Nullable String keyId,
        @Nullable String nonce,
        @Nullable String algorithm,
        @Nullable String tag,
        String text) {

    /** What a device's signature covers; the digest only where there is a body. */
    static List<String> covering(boolean body) {
        return body
                ? List.of("@method", "@path", "@query", ContentDigest.FIELD)
                : List.of("@method", "@path", "@query");
    }

    static SignatureInput make(List<String> components, long created, String keyId, String nonce, String tag) {
        var text = new StringBuilder("(");
        for (var component : components) {
            text.append(text.length() > 1 ? " " : "")
                    .append('"')
                    .append(component)
                    .append('"');
        }
        text.append(");created=")
                .append(created)
                .append(";keyid=\"")
                .append(keyId)
                .append("\";nonce=\"")
                .append(nonce)
                .append("\";alg=\"ed25519\";tag=\"")
                .append(tag)
                .append('"');
        return new SignatureInput(components, created, keyId, nonce, "ed25519", tag, text.toString());
    }

    static SignatureInput of(StructuredFields.InnerList list) {
        var parameters = list.parameters();
        return new SignatureInput(
                list.items(),
                parameters.get("created") instanceof Long seconds ? seconds : null,
                string(parameters.get("keyid")),
                string(parameters.get("nonce")),
                string(parameters.get("alg")),
                string(parameters.get("tag")),
                list.text());
    }

    /** What is signed (RFC 9421 §2.5); empty when the message lacks a component, or one is named twice. */
    Optional<String> base(Message message) {
        if (components.stream().distinct().count() < components.size()) {
            return Optional.empty();
        }
        var base = new StringBuilder();
        for (var component : components) {
            var value = message.component(component);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            base.append('"')
                    .append(component)
                    .append("\": ")
                    .append(value.get())
                    .append('\n');
        }
        return Optional.of(base.append("\"@signature-params\": ").append(text).toString());
    }

    /** Whether this is the signature of what it covers of the message, by the key's other half. */
    boolean holds(Message message, String publicKey, byte[] signature) {
        var base = base(message);
        var key = Ed25519.publicKey(publicKey);
        return base.isPresent() && key.isPresent() && Ed25519.verifies(key.get(), base.get(), signature);
    }

    private static @Nullable String string(@Nullable Object parameter) {
        return parameter instanceof String string ? string : null;
    }
}
