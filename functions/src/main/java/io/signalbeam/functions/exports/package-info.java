/**
 * All that a tenant has, in one piece to take along: asked for by its admins, made bit by bit by a timer, kept for a week. What
 * is left out is said, with the reason, in one list. What a tenant's departure removes is the business of {@code tenants}.
 */
@NullMarked
package io.signalbeam.functions.exports;

import org.jspecify.annotations.NullMarked;
