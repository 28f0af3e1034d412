package io.signalbeam.functions.secrets;

import io.signalbeam.shared.id.TenantId;

/**
 * What Key Vault calls a tenant's secret: at most 127 letters, digits and hyphens, whose case counts for nothing. A
 * tenant's id has a fixed length and a secret's name is a DNS label, so that no two tenants' secrets meet.
 */
final class VaultName {
    private VaultName() {}

    static String of(TenantId tenant, String name) {
        return "t-" + tenant + "-" + name;
    }
}
