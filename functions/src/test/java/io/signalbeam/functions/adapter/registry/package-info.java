/** Registries, asked over real sockets. */
package io.signalbeam.functions.adapter.registry;
