/**
 * Who may do what: people by OpenID Connect tokens, devices by their keys, and the one table of operations.
 */
@NullMarked
package io.signalbeam.functions.access;

import org.jspecify.annotations.NullMarked;
