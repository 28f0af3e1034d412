/**
 * The composition root: settings, the object graph, and the commands that run beside the app. No decisions of the domain.
 */
@NullMarked
package io.signalbeam.functions.app;

import org.jspecify.annotations.NullMarked;
