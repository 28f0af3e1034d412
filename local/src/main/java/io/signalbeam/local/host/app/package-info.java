/** Reads what azure-functions-maven-plugin staged, and loads it apart from the host. Nothing here calls a function. */
@NullMarked
package io.signalbeam.local.host.app;

import org.jspecify.annotations.NullMarked;
