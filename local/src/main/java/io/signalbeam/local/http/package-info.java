/** The one HTTP server of the local cloud: blocking handlers on virtual threads, over Jetty. No routes of a service. */
@NullMarked
package io.signalbeam.local.http;

import org.jspecify.annotations.NullMarked;
