/**
 * Tests over the whole module, and the seeded cases that property tests share.
 */
@NullMarked
package io.signalbeam.shared;

import org.jspecify.annotations.NullMarked;
