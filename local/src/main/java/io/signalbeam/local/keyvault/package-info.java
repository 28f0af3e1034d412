/** A stand-in of Key Vault's secrets for the unmodified SDK. No keys and no certificates. */
@NullMarked
package io.signalbeam.local.keyvault;

import org.jspecify.annotations.NullMarked;
