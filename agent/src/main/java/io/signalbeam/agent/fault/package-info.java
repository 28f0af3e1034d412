/** The two ways in which a call to the outside fails. */
@NullMarked
package io.signalbeam.agent.fault;

import org.jspecify.annotations.NullMarked;
