/** Who may do what on which entity: shared access policies, the tokens made with them, and what a token covers. */
@NullMarked
package io.signalbeam.local.eventhubs.access;

import org.jspecify.annotations.NullMarked;
