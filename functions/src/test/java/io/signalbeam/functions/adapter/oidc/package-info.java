/**
 * Tests of access tokens, with real keys and signatures.
 */
@NullMarked
package io.signalbeam.functions.adapter.oidc;

import org.jspecify.annotations.NullMarked;
