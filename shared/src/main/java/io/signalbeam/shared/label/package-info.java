/**
 * Labels of devices and the selectors over them. SQL translation belongs to the functions' adapters.
 */
@NullMarked
package io.signalbeam.shared.label;

import org.jspecify.annotations.NullMarked;
