/**
 * Commands: what people tell one device to do once, until when, and what came of it. They reach the device with its desired
 * state and their answers come with its reports; only what is too large for one has a way of its own.
 */
@NullMarked
package io.signalbeam.functions.commands;

import org.jspecify.annotations.NullMarked;
