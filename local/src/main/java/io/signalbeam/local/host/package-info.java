/** Runs the staged function app in this process under the contract of the Azure Functions host. No trigger's own rules. */
@NullMarked
package io.signalbeam.local.host;

import org.jspecify.annotations.NullMarked;
