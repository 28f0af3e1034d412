/** Where the parts are put together and started. */
@NullMarked
package io.signalbeam.agent.app;

import org.jspecify.annotations.NullMarked;
