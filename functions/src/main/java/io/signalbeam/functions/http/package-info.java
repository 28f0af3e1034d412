/**
 * How a function is called over HTTP: {@link io.signalbeam.functions.http.Endpoint} authenticates, decodes, runs the use\n * case and turns its outcome into a response or a problem document. Nothing here knows a feature.
 */
@NullMarked
package io.signalbeam.functions.http;

import org.jspecify.annotations.NullMarked;
