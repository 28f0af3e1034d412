/**
 * How devices come in: enrollment tokens, and the exchange of one for a device's id and key.
 */
@NullMarked
package io.signalbeam.functions.enrollment;

import org.jspecify.annotations.NullMarked;
