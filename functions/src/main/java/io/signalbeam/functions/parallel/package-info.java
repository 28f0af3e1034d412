/**
 * Several things at once, where each waits for somebody outside.
 */
@NullMarked
package io.signalbeam.functions.parallel;

import org.jspecify.annotations.NullMarked;
