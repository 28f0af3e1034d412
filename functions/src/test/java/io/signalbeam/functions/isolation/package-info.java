/**
 * Tests that no tenant reaches another one's rows: by the catalogue for every table there will ever be, and by trying.
 */
@NullMarked
package io.signalbeam.functions.isolation;

import org.jspecify.annotations.NullMarked;
