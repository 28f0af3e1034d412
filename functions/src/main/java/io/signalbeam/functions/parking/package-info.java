/**
 * Keeps events that cannot be taken: the bytes and the reason in Blob Storage, an index of them in PostgreSQL. Nothing is
 * parked that a later try might take.
 */
@NullMarked
package io.signalbeam.functions.parking;

import org.jspecify.annotations.NullMarked;
