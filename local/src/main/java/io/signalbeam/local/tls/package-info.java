/** The local certificate authority and what it signs, so that clients check certificates here as they do on Azure. */
@NullMarked
package io.signalbeam.local.tls;

import org.jspecify.annotations.NullMarked;
