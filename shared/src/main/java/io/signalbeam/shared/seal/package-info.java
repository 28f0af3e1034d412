/**
 * Values sealed for one device: HPKE (RFC 9180) over the JDK's own primitives. How they travel is the business of
 * {@code api}.
 */
@NullMarked
package io.signalbeam.shared.seal;

import org.jspecify.annotations.NullMarked;
