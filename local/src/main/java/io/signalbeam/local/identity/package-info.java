/** A stand-in of Azure's managed identity: the endpoint that hands out tokens, and the check of those tokens. */
@NullMarked
package io.signalbeam.local.identity;

import org.jspecify.annotations.NullMarked;
