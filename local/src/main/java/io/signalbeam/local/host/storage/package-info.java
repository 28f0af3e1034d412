/** Reaches the storage account that the host keeps its own state in, with a connection string or an identity. */
@NullMarked
package io.signalbeam.local.host.storage;

import org.jspecify.annotations.NullMarked;
