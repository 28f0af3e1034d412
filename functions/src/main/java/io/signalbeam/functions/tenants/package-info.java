/**
 * Tenants: made, listed and removed by platform administrators, and set by their own admins. Their people and devices belong to other packages.
 */
@NullMarked
package io.signalbeam.functions.tenants;

import org.jspecify.annotations.NullMarked;
