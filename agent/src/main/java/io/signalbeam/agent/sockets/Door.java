package io.signalbeam.agent.sockets;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where programs of this machine come in.
 *
 * @param address a Unix domain socket, whose file is made anew and is for its owner alone; or an address of loopback
 * @param longestLine in bytes; longer ones are left out
 * @param mostVisits at once; who comes then is sent away
 * @param patience with a visitor who is waited for, to say something or to take what is sent
 * @param visits one for each who comes
 */
public record Door(SocketAddress address, int longestLine, int mostVisits, Duration patience, Supplier<Visit> visits) {}
