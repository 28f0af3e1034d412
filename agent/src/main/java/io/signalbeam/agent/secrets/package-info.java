/** Values of secrets on their way from the cloud into containers: in memory, never on disk, in a log or a report. */
@NullMarked
package io.signalbeam.agent.secrets;

import org.jspecify.annotations.NullMarked;
