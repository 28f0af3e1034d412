/**
 * Lists in pages: what a caller asked for, and what it gets. Knows neither HTTP nor SQL.
 */
@NullMarked
package io.signalbeam.functions.page;

import org.jspecify.annotations.NullMarked;
