/**
 * Personal access tokens: what people's scripts sign in with. What a token is allowed is decided in {@code access}, from its
 * role and its reach.
 */
@NullMarked
package io.signalbeam.functions.tokens;

import org.jspecify.annotations.NullMarked;
