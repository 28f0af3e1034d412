/**
 * What a use case answers: a value, or a refusal that a caller can understand. Nothing of HTTP but the status that each\n * {@link io.signalbeam.functions.outcome.ErrorCode} carries.
 */
@NullMarked
package io.signalbeam.functions.outcome;

import org.jspecify.annotations.NullMarked;
