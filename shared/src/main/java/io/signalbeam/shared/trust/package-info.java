/**
 * Signatures of bundles: what is signed, by whom, and when a device believes it. Where keys are kept is the business of
 * the apps.
 */
@NullMarked
package io.signalbeam.shared.trust;

import org.jspecify.annotations.NullMarked;
