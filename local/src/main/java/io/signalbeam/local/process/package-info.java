/** Child processes, and an orderly end of this JVM with all that it has started. No knowledge of what the children are. */
@NullMarked
package io.signalbeam.local.process;

import org.jspecify.annotations.NullMarked;
