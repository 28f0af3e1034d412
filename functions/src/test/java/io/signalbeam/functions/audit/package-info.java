/**
 * Tests of the audit trail, and of who meddles with it.
 */
@NullMarked
package io.signalbeam.functions.audit;

import org.jspecify.annotations.NullMarked;
