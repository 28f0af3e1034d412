/**
 * How much a tenant may have, as against how often it may ask: devices, bundles, stored manifests. Whoever makes one of
 * them asks here in the same transaction.
 */
@NullMarked
package io.signalbeam.functions.quotas;

import org.jspecify.annotations.NullMarked;
