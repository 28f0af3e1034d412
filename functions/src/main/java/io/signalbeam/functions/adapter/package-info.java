/**
 * What the adapters share: when to try again, and when to give up.
 */
@NullMarked
package io.signalbeam.functions.adapter;

import org.jspecify.annotations.NullMarked;
