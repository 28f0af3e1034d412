/** What the cloud tells this device to do once: done at most once, whatever happens meanwhile, and answered. */
@NullMarked
package io.signalbeam.agent.commands;

import org.jspecify.annotations.NullMarked;
