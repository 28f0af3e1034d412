/** Tests that look at the whole module. */
@NullMarked
package io.signalbeam.functions;

import org.jspecify.annotations.NullMarked;
