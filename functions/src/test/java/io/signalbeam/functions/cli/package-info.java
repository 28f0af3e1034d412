/** The command line of {@code cli}, run as people run it, against the app. */
@NullMarked
package io.signalbeam.functions.cli;

import org.jspecify.annotations.NullMarked;
