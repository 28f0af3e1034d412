/** Files of the local cloud that only their owner may read. Nothing of a real cloud belongs here. */
@NullMarked
package io.signalbeam.local.secrets;

import org.jspecify.annotations.NullMarked;
