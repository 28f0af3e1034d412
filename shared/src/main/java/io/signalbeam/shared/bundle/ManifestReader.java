package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.json.FieldReader;
import io.signalbeam.shared.json.JsonText;
import io.signalbeam.shared.label.LabelSyntax;
import io.signalbeam.shared.validation.FieldErrors;
import io.signalbeam.shared.validation.Validated;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bundle's manifest, fills in defaults and finds everything that is wrong with it at once. A field that it does
 * not know is refused: a manifest is immutable, and a misspelt field would be wrong for good.
 */
public final class ManifestReader {
    /** The greatest manifest, in bytes, as it came and in its canonical form. */
    public static final int MAX_BYTES = 256 * 1024;

    public static final int MAX_CONTAINERS = 32;
    private static final int MAX_ARTIFACTS = 64;
    private static final int MAX_DESCRIPTION = 2048;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}");

    private ManifestReader() {}

    public static Validated<BundleManifest> read(byte[] json) {
        return switch (JsonText.parse(json, "", MAX_BYTES)) {
            case Validated.Valid<JsonNode>(JsonNode node) -> read(node);
            case Validated.Invalid<JsonNode>(var errors) -> Validated.invalid(errors);
        };
    }

    public static Validated<BundleManifest> read(String json) {
        return switch (JsonText.parse(json, "", MAX_BYTES)) {
            case Validated.Valid<JsonNode>(JsonNode node) -> read(node);
            case Validated.Invalid<JsonNode>(var errors) -> Validated.invalid(errors);
        };
    }

    public static Validated<BundleManifest> read(JsonNode json) {
        var errors = new FieldErrors();
        var fields = FieldReader.of(json, "", errors);
        var bundleId = fields.requiredString("bundleId", 1000);
        if (!bundleId.isEmpty() && !LabelSyntax.isDnsLabel(bundleId)) {
            fields.error("bundleId", "format", DNS_LABEL);
        }
        var version = fields.requiredString("version", 1000);
        if (!version.isEmpty() && SemVer.parse(version).isEmpty()) {
            fields.error(
                    "version",
                    "format",
                    "must be a version of SemVer 2.0.0 of at most " + SemVer.MAX_LENGTH + " characters, such as 1.2.0");
        }
        var description = fields.string("description", MAX_DESCRIPTION, "");
        var agent = AgentReader.read(fields);
        var containers = agent == null ? containers(fields, errors) : List.<ContainerSpec>of();
        var artifacts = artifacts(fields);
        var logs = logs(fields);
        fields.refuseUnknown();
        BundleChecks.check(containers, artifacts, errors);
        if (!errors.isEmpty()) {
            return Validated.invalid(errors.list());
        }
        var manifest = new BundleManifest(
                bundleId, version, description.isEmpty() ? null : description, containers, artifacts, logs, agent);
        int size = ManifestWriter.canonical(manifest).length;
        return size > MAX_BYTES
                ? Validated.invalid("", "range", "at most " + MAX_BYTES + " bytes, not " + size)
                : Validated.valid(manifest);
    }

    static final String DNS_LABEL =
            "must be a DNS label: 1 to 63 lower-case letters, digits or hyphens, no hyphen at the ends";

    private static List<ContainerSpec> containers(FieldReader fields, FieldErrors errors) {
        int before = errors.list().size();
        var containers = new ArrayList<ContainerSpec>();
        for (var container : fields.objects("containers", MAX_CONTAINERS)) {
            containers.add(new ContainerReader(container).read());
        }
        if (containers.isEmpty() && errors.list().size() == before) {
            fields.error("containers", "required", "must have 1 to " + MAX_CONTAINERS + " containers");
        }
        return containers;
    }

    private static @Nullable LogsSpec logs(FieldReader fields) {
        var logs = fields.object("logs");
        if (logs == null) {
            return null;
        }
        var ship = logs.bool("ship", false);
        int days = logs.integer("retentionDays", 1, 30, LogsSpec.DEFAULT_RETENTION_DAYS);
        if (!LogsSpec.RETENTIONS.contains(days)) {
            logs.error("retentionDays", "range", "must be one of " + LogsSpec.RETENTIONS + " days");
        }
        logs.refuseUnknown();
        return ship ? new LogsSpec(true, days) : null;
    }

    private static List<ArtifactSpec> artifacts(FieldReader fields) {
        var artifacts = new ArrayList<ArtifactSpec>();
        var names = new HashSet<String>();
        for (var artifact : fields.objects("artifacts", MAX_ARTIFACTS)) {
            var name = artifact.requiredString("name", 1000);
            if (!name.isEmpty() && (!FILE_NAME.matcher(name).matches() || name.contains(".."))) {
                artifact.error(
                        "name",
                        "format",
                        "must be a file name of at most 128 letters, digits, '.', '_', '+' or"
                                + " '-', without '..' and not starting with '.'");
            } else if (!name.isEmpty() && !names.add(name)) {
                artifact.error("name", "duplicate", "another artifact has the name '" + name + "'");
            }
            var sha256 = sha256(artifact);
            long size = artifact.requiredInteger("sizeBytes", 1, 1L << 50);
            var path = artifact.requiredString("path", 4096);
            MountPath.problem(path).ifPresent(problem -> artifact.error("path", "format", problem));
            artifact.refuseUnknown();
            artifacts.add(new ArtifactSpec(name, sha256, size, path));
        }
        return artifacts;
    }

    static String sha256(FieldReader file) {
        var sha256 = file.requiredString("sha256", 1000);
        if (!sha256.isEmpty() && !SHA256.matcher(sha256).matches()) {
            file.error("sha256", "format", "must be 64 lower-case hexadecimal digits");
        }
        return sha256;
    }
}
