package io.signalbeam.shared.trust;

import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a signature on a bundle says: this tenant published this manifest as this version. Signed as the payload of DSSE
 * v1: JSON with its keys sorted and no space between tokens.
 *
 * @param manifestDigest {@code sha256:} and 64 hexadecimal digits, of the manifest's canonical form
 */
public record BundleStatement(TenantId tenantId, String bundleId, String version, String manifestDigest) {
    public static final String PAYLOAD_TYPE = "application/vnd.signalbeam.bundle.v1+json";

    public byte[] payload() {
        return Json.writeBytes(new TreeMap<>(Map.of(
                "tenantId", tenantId.toString(),
                "bundleId", bundleId,
                "version", version,
                "manifestDigest", manifestDigest)));
    }

    byte[] signed() {
        return Dsse.encode(PAYLOAD_TYPE, payload());
    }
}
