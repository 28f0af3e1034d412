/**
 * Tests of a tenant's people.
 */
@NullMarked
package io.signalbeam.functions.people;

import org.jspecify.annotations.NullMarked;
