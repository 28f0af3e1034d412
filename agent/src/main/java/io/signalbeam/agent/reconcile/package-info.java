/** Decides what to do: desired and actual state in, a plan as data out. Pure: no clock, no I/O, no chance, no log. */
@NullMarked
package io.signalbeam.agent.reconcile;

import org.jspecify.annotations.NullMarked;
