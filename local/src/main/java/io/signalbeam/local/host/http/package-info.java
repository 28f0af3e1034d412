/** HTTP triggers: routes, requests, answers, CORS. No server. */
@NullMarked
package io.signalbeam.local.host.http;

import org.jspecify.annotations.NullMarked;
