/**
 * Signatures of HTTP requests: RFC 9421 with Ed25519, and RFC 9530 for the body. Only what a device's request needs of
 * them; whose key it is, and whether a nonce was seen before, is known elsewhere.
 */
@NullMarked
package io.signalbeam.shared.signature;

import org.jspecify.annotations.NullMarked;
