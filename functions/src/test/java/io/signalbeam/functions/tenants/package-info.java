/**
 * Tests of tenants and their first people.
 */
@NullMarked
package io.signalbeam.functions.tenants;

import org.jspecify.annotations.NullMarked;
