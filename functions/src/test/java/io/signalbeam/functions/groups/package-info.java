/**
 * Tests of groups and their members.
 */
@NullMarked
package io.signalbeam.functions.groups;

import org.jspecify.annotations.NullMarked;
