package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.FieldReader;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.FieldErrors;
import io.signalbeam.shared.validation.Validated;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads a Docker Compose file (compose-spec) as a bundle's manifest. What a bundle cannot express is an error that says
 * what to do instead, never left out in silence; only {@code container_name}, {@code expose}, the file's {@code name} and
 * {@code version} and keys that start with {@code x-} are passed over, because they change nothing here.
 *
 * <p>One thing differs from Compose: a service without {@code restart} is always restarted, since after a power cut there
 * is nobody on site to start it.
 */
public final class ComposeReader {
    /** The longest file, in characters. */
    public static final int MAX_LENGTH = 256 * 1024;

    private static final Map<String, String> INSTEAD = Map.of(
            "secrets", "create the secret in the tenant and name it under 'secrets' of a JSON manifest",
            "configs", "upload the file as an artifact of the bundle",
            "include", "write everything into one file",
            "models", "upload the model as an artifact of the bundle");

    private ComposeReader() {}

    public static Validated<BundleManifest> read(String yaml, String bundleId, String version) {
        return switch (YamlTree.parse(yaml, MAX_LENGTH)) {
            case Validated.Valid<JsonNode>(JsonNode node) -> read(node, bundleId, version);
            case Validated.Invalid<JsonNode>(var errors) -> Validated.invalid(errors);
        };
    }

    private static Validated<BundleManifest> read(JsonNode raw, String bundleId, String version) {
        var errors = new FieldErrors();
        var file = FieldReader.of(ComposeInterpolation.apply(raw, errors), "", errors);
        if (!file.isObject()) {
            return Validated.invalid(errors.list());
        }
        file.any("name");
        file.any("version");
        var volumes = declared(file, "volumes", "local");
        var networks = declared(file, "networks", "bridge");
        var places = new ComposePlaces();
        places.whole("containers", "services");
        var manifest =
                JsonNodeFactory.instance.objectNode().put("bundleId", bundleId).put("version", version);
        var containers = manifest.putArray("containers");
        var services = file.object("services");
        if (services != null) {
            for (var name : services.names()) {
                var service = services.object(name);
                var at = "containers[" + containers.size() + "]";
                var path = services.path(name);
                places.same(at, path);
                places.whole(at + ".name", path);
                if (service == null) {
                    services.error(name, "required", "must have an image");
                    containers.addObject().put("name", name);
                } else {
                    containers.add(new ComposeService(service, at, places, volumes, networks).read(name));
                }
            }
        }
        file.refuseUnknownBut("x-", key -> INSTEAD.getOrDefault(key, "a bundle has nothing like it: take it out"));
        return finish(manifest, places, errors);
    }

    /** The manifest's own checks, of which only those are told that concern nothing found already. */
    private static Validated<BundleManifest> finish(ObjectNode manifest, ComposePlaces places, FieldErrors errors) {
        var result = ManifestReader.read(manifest);
        if (result instanceof Validated.Invalid<BundleManifest>(var wrong)) {
            var known = new HashSet<String>();
            errors.list().stream().map(FieldError::field).forEach(known::add);
            for (var error : wrong) {
                var field = places.of(error.field());
                if (!known.contains(field)) {
                    errors.add(field, error.code(), places.inMessage(error.message()));
                }
            }
        }
        return errors.isEmpty() ? result : Validated.invalid(errors.list());
    }

    private static Set<String> declared(FieldReader file, String kind, String driver) {
        var declared = file.object(kind);
        if (declared == null) {
            return Set.of();
        }
        for (var name : declared.names()) {
            var options = declared.object(name);
            if (options != null) {
                var wanted = options.string("driver", 1000, driver);
                if (!wanted.equals(driver)) {
                    options.error("driver", "unknown", "only the driver '" + driver + "' is there on a device");
                }
                options.refuseUnknownBut(
                        "x-", key -> kind + " belong to the bundle and have no options but 'driver: " + driver + "'");
            }
        }
        return Set.copyOf(declared.names());
    }
}
