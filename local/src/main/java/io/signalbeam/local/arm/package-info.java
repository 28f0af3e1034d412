/** Azure Resource Manager, as far as the app changes Azure's own resources: the keys of an Event Hubs policy. */
@NullMarked
package io.signalbeam.local.arm;

import org.jspecify.annotations.NullMarked;
