/** What containers write, of bundles that ask for it: followed, held to a rate, packed, and sent on telemetry's hub. */
@NullMarked
package io.signalbeam.agent.logs;

import org.jspecify.annotations.NullMarked;
