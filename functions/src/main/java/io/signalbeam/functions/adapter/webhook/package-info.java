/**
 * Posts messages to receivers that tenants chose, and to none inside our own network.
 */
@NullMarked
package io.signalbeam.functions.adapter.webhook;

import org.jspecify.annotations.NullMarked;
