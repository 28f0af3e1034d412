/**
 * What a device says it runs.
 */
@NullMarked
package io.signalbeam.shared.report;

import org.jspecify.annotations.NullMarked;
