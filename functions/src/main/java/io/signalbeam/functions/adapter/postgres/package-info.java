/**
 * The connection to PostgreSQL. SQL itself sits in the classes named {@code *Sql} beside the use case that needs it: a\n * statement and the rule it serves change together.
 */
@NullMarked
package io.signalbeam.functions.adapter.postgres;

import org.jspecify.annotations.NullMarked;
