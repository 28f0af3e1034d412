/**
 * Azure Resource Manager: what of Azure's own resources the app changes itself.
 */
@NullMarked
package io.signalbeam.functions.adapter.arm;

import org.jspecify.annotations.NullMarked;
