/**
 * Telling those who look at a tenant's things that something has changed, so that they look again: which kinds of things,
 * never what. Who looks and what they then see is decided where they ask; a hint that is lost costs no more than a wait.
 */
@NullMarked
package io.signalbeam.functions.live;

import org.jspecify.annotations.NullMarked;
