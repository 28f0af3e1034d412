/**
 * What the adapters share: when to try again and when to give up, and how to call whom a tenant names.
 */
@NullMarked
package io.signalbeam.functions.adapter;

import org.jspecify.annotations.NullMarked;
