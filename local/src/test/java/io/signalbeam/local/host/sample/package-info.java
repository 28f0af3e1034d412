/** A small function app for tests: it is packed into a jar and loaded apart from the host. */
@NullMarked
package io.signalbeam.local.host.sample;

import org.jspecify.annotations.NullMarked;
