/** Rates of requests: how they are counted, divided and told. */
@NullMarked
package io.signalbeam.functions.limits;

import org.jspecify.annotations.NullMarked;
