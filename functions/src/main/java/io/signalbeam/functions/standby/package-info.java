/**
 * Waiting in another region: an app whose database is a replica serves nobody, and keeps ready what the database does not
 * bring by itself. When its database has become the primary it is an app like any other, and nothing here runs any more.
 */
@NullMarked
package io.signalbeam.functions.standby;

import org.jspecify.annotations.NullMarked;
