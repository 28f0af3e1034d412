/**
 * What the app is told from outside: read once from the environment, checked as a whole, typed.
 */
@NullMarked
package io.signalbeam.functions.settings;

import org.jspecify.annotations.NullMarked;
