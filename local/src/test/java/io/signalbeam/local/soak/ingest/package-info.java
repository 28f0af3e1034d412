/** Short runs of the long tries. */
@NullMarked
package io.signalbeam.local.soak.ingest;

import org.jspecify.annotations.NullMarked;
