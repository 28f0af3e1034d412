/** Where the parts are put together and started. */
@NullMarked
package io.signalbeam.local.app;

import org.jspecify.annotations.NullMarked;
