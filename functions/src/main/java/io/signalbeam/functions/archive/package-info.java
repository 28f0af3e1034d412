/**
 * The end of raw samples: written to Parquet in Blob Storage by tenant and day, checked, then taken out of the table; and
 * brought back for a while when somebody asks. What the samples mean belongs to {@code telemetry}.
 */
@NullMarked
package io.signalbeam.functions.archive;

import org.jspecify.annotations.NullMarked;
