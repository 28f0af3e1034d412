/**
 * Tests of reports.
 */
@NullMarked
package io.signalbeam.functions.reports;

import org.jspecify.annotations.NullMarked;
