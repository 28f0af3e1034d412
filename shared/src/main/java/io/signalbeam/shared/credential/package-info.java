/**
 * The text forms of the secrets that devices, scripts and pipelines hold, and the salted hashes that the cloud keeps of them. Whether a
 * credential is still good is decided where it is stored.
 */
@NullMarked
package io.signalbeam.shared.credential;

import org.jspecify.annotations.NullMarked;
