/**
 * What {@code ./beam soak} runs: tests that go on for as long as one lets them, each on a local cloud of its own, whose
 * inputs come from a seed so that what they find can be had again. Nothing here knows how the product works inside; what
 * an answer must be is read from the OpenAPI document that the product serves.
 */
@NullMarked
package io.signalbeam.local.soak;

import org.jspecify.annotations.NullMarked;
