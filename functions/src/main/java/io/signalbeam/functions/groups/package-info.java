/**
 * Groups of devices and who is in them, by name or by selector. What members shall run is the business of
 * {@code assignments}.
 */
@NullMarked
package io.signalbeam.functions.groups;

import org.jspecify.annotations.NullMarked;
