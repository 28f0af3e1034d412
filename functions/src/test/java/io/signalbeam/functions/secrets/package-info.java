/**
 * Tests of secrets.
 */
@NullMarked
package io.signalbeam.functions.secrets;

import org.jspecify.annotations.NullMarked;
