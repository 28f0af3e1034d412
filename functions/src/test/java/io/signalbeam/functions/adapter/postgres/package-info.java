/**
 * Tests of the connection to PostgreSQL.
 */
@NullMarked
package io.signalbeam.functions.adapter.postgres;

import org.jspecify.annotations.NullMarked;
