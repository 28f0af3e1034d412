/** Blob Storage on this machine: Azurite as a child process. */
@NullMarked
package io.signalbeam.local.azurite;

import org.jspecify.annotations.NullMarked;
