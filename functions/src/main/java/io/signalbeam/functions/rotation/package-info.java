/**
 * The key that bundles are signed with, by a timer and when somebody asks. What rotating it means is {@code signing}'s to
 * know, which twins lean on, so that it cannot know who asks.
 */
@NullMarked
package io.signalbeam.functions.rotation;

import org.jspecify.annotations.NullMarked;
