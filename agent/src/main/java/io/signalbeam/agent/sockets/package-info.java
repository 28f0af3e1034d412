/** Sockets that only this machine reaches: who may come in, how many, and for how long. What is said there is elsewhere. */
@NullMarked
package io.signalbeam.agent.sockets;

import org.jspecify.annotations.NullMarked;
