/**
 * What tests of the function app share: a real database, and calls of functions as the host makes them.
 */
@NullMarked
package io.signalbeam.functions.testing;

import org.jspecify.annotations.NullMarked;
