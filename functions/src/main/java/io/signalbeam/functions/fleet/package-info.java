/**
 * A tenant's whole fleet at a glance.
 */
@NullMarked
package io.signalbeam.functions.fleet;

import org.jspecify.annotations.NullMarked;
