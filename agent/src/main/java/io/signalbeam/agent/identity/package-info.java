/** Who this device is: its id, key and key pairs, and how it came by them. */
@NullMarked
package io.signalbeam.agent.identity;

import org.jspecify.annotations.NullMarked;
