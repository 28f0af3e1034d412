/**
 * What devices are asked to run: assignments to devices and groups, which of them wins, and the desired state that
 * follows. Rollouts ask through here too; how a version reaches many devices one after another is their business.
 */
@NullMarked
package io.signalbeam.functions.assignments;

import org.jspecify.annotations.NullMarked;
