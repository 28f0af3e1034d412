/**
 * Tests of the Key Vault adapters.
 */
@NullMarked
package io.signalbeam.functions.adapter.keyvault;

import org.jspecify.annotations.NullMarked;
