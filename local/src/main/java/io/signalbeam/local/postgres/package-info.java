/** The embedded PostgreSQL server with the roles and the database that a deployment has. No schema: Flyway owns that. */
@NullMarked
package io.signalbeam.local.postgres;

import org.jspecify.annotations.NullMarked;
