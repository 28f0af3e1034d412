/**
 * A collector of telemetry that the Application Insights Java agent sends to as it would to Azure, and the page that shows
 * what came: requests, what they asked of others, logs and metrics. Keeps the newest of it in memory, nothing on disk.
 */
@NullMarked
package io.signalbeam.local.insights;

import org.jspecify.annotations.NullMarked;
