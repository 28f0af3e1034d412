package io.signalbeam.functions.secrets;

import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.TenantId;
import java.util.HexFormat;

/**
 * What Key Vault calls a tenant's secret: at most 127 letters, digits and hyphens, whose case counts for nothing. A
 * tenant's id has a fixed length and a secret's name is a DNS label, so that no two tenants' secrets meet; a registry's
 * address is hashed.
 */
final class VaultName {
    private static final int HASH_BYTES = 20;

    private VaultName() {}

    static String of(TenantId tenant, String name) {
        return new SecretRef(name, "").ofRegistry() ? "r-" + tenant + "-" + hash(name) : "t-" + tenant + "-" + name;
    }

    private static String hash(String name) {
        return HexFormat.of().formatHex(Sha256.of(name), 0, HASH_BYTES);
    }
}
