/** Requests and answers, without a host. */
@NullMarked
package io.signalbeam.functions.http;

import org.jspecify.annotations.NullMarked;
