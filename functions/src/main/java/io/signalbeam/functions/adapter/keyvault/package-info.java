/**
 * Key Vault: secrets read by name.
 */
@NullMarked
package io.signalbeam.functions.adapter.keyvault;

import org.jspecify.annotations.NullMarked;
