/**
 * What comes in from Event Hubs before anything is done with it: deliveries, who may send what, and why some cannot be
 * taken. What is done with the good ones belongs to {@code telemetry} and {@code reports}, with the others to
 * {@code parking}.
 */
@NullMarked
package io.signalbeam.functions.intake;

import org.jspecify.annotations.NullMarked;
