/** Tests that look at the whole module, and at the pages that describe the project. */
@NullMarked
package io.signalbeam.local;

import org.jspecify.annotations.NullMarked;
