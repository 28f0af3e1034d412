/** Folders as a whole. */
@NullMarked
package io.signalbeam.local.files;

import org.jspecify.annotations.NullMarked;
