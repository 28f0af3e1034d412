/** Quotas: that they hold when several come at once, and who may set them. */
@NullMarked
package io.signalbeam.functions.quotas;

import org.jspecify.annotations.NullMarked;
