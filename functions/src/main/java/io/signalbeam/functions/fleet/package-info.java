/**
 * A tenant's whole fleet at a glance, and all fleets for those who operate them.
 */
@NullMarked
package io.signalbeam.functions.fleet;

import org.jspecify.annotations.NullMarked;
