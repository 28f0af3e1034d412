/** Tests of alerts: judgement by itself, the rest on real PostgreSQL with a real receiver of webhooks. */
@NullMarked
package io.signalbeam.functions.alerts;

import org.jspecify.annotations.NullMarked;
