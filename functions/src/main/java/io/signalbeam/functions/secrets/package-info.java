/**
 * Secrets of tenants: kept in Key Vault, named by manifests, and given to devices whose desired state names them, sealed
 * for each. No value leaves this package but into the vault or under a seal.
 */
@NullMarked
package io.signalbeam.functions.secrets;

import org.jspecify.annotations.NullMarked;
