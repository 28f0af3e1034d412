/**
 * Tests of personal access tokens.
 */
@NullMarked
package io.signalbeam.functions.tokens;

import org.jspecify.annotations.NullMarked;
