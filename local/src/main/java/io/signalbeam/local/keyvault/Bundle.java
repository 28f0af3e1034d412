package io.signalbeam.local.keyvault;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.keyvault.Secret.Attributes;
import io.signalbeam.local.keyvault.Secret.Version;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between the wire's secret bundle (Key Vault REST, data plane 2025-07-01) and {@link Secret}. Pure. */
final class Bundle {
    private Bundle() {}

    static Map<String, Object> of(URI vault, String name, Version version, boolean withValue) {
        var bundle = new LinkedHashMap<String, Object>();
        if (withValue) {
            bundle.put("value", version.value());
        }
        bundle.put("id", vault + "/secrets/" + name + "/" + version.id());
        bundle.putAll(properties(version));
        return bundle;
    }

    /** What a list tells of a version, without its value and id. */
    static Map<String, Object> properties(Version version) {
        var properties = new LinkedHashMap<String, Object>();
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("enabled", version.attributes().enabled());
        putIfPresent(attributes, "nbf", version.attributes().nbf());
        putIfPresent(attributes, "exp", version.attributes().exp());
        attributes.put("created", version.attributes().created());
        attributes.put("updated", version.attributes().updated());
        attributes.put("recoveryLevel", "Recoverable+Purgeable");
        attributes.put("recoverableDays", 90);
        properties.put("attributes", attributes);
        putIfPresent(properties, "contentType", version.contentType());
        properties.put("tags", version.tags());
        return properties;
    }

    static Version version(String value, JsonNode body, Instant now) {
        var given = body.path("attributes");
        var at = now.getEpochSecond();
        return new Version(
                UUID.randomUUID().toString().replace("-", ""),
                value,
                body.path("contentType").textValue(),
                tags(body.path("tags")),
                new Attributes(
                        given.path("enabled").asBoolean(true),
                        time(given.path("nbf"), null),
                        time(given.path("exp"), null),
                        at,
                        at));
    }

    /** A version with the properties that the body names replaced; its value never changes. */
    static Version changed(Version old, JsonNode body, Instant now) {
        var given = body.path("attributes");
        var before = old.attributes();
        return new Version(
                old.id(),
                old.value(),
                body.path("contentType").isTextual() ? body.path("contentType").textValue() : old.contentType(),
                body.path("tags").isObject() ? tags(body.path("tags")) : old.tags(),
                new Attributes(
                        given.path("enabled").asBoolean(before.enabled()),
                        time(given.path("nbf"), before.nbf()),
                        time(given.path("exp"), before.exp()),
                        before.created(),
                        now.getEpochSecond()));
    }

    static Secret append(@Nullable Secret secret, String name, Version version) {
        if (secret == null) {
            return new Secret(name, List.of(version), null);
        }
        var versions = new ArrayList<>(secret.versions());
        versions.add(version);
        return new Secret(secret.name(), versions, null);
    }

    static Secret replace(Secret secret, Version changed) {
        return new Secret(
                secret.name(),
                secret.versions().stream()
                        .map(version -> version.id().equals(changed.id()) ? changed : version)
                        .toList(),
                secret.deletedAt());
    }

    private static Map<String, String> tags(JsonNode node) {
        var tags = new LinkedHashMap<String, String>();
        node.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    private static @Nullable Long time(JsonNode node, @Nullable Long otherwise) {
        return node.isNumber() ? Long.valueOf(node.longValue()) : otherwise;
    }

    private static void putIfPresent(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
