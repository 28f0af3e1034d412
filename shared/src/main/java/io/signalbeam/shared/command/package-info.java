/**
 * Commands to devices: which there are, and how far one has come. How they travel is the business of {@code desired} and
 * {@code report}.
 */
@NullMarked
package io.signalbeam.shared.command;

import org.jspecify.annotations.NullMarked;
