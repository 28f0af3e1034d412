/**
 * What {@code ./beam bench} measures, each bench on a local cloud of its own, and how figures are written. Nothing here
 * decides how the product works; a bench only uses what any client could use, and looks from outside.
 */
@NullMarked
package io.signalbeam.local.bench;

import org.jspecify.annotations.NullMarked;
