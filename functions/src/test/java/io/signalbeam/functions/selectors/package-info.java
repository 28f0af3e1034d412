/**
 * Tests of selectors in SQL.
 */
@NullMarked
package io.signalbeam.functions.selectors;

import org.jspecify.annotations.NullMarked;
