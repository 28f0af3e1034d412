/** Files that survive a power cut at any moment. */
@NullMarked
package io.signalbeam.agent.journal;

import org.jspecify.annotations.NullMarked;
