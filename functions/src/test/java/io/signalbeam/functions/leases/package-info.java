/**
 * Tests of what devices publish with.
 */
@NullMarked
package io.signalbeam.functions.leases;

import org.jspecify.annotations.NullMarked;
