/**
 * Long tries of the way that telemetry takes: senders with a ledger of what was acknowledged, the broker, the functions host
 * and PostgreSQL each in processes of their own that can be killed, and a count of what is missing or there twice. What
 * the product does inside is of no concern here but for the view of rows, which is compared with the ledger.
 */
@NullMarked
package io.signalbeam.local.soak.ingest;

import org.jspecify.annotations.NullMarked;
