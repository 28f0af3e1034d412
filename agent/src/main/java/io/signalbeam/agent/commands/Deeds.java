package io.signalbeam.agent.commands;

import io.signalbeam.shared.desired.DesiredCommand;
import java.util.function.IntConsumer;

/** Does what a command asks for. */
@FunctionalInterface
public interface Deeds {

    /**
     * @param progress told how far it is, 0 to 100
     * @return what came of it, for people
     * @throws io.signalbeam.agent.fault.TransientFailure when it did not work; nobody tries again
     * @throws io.signalbeam.agent.fault.PermanentFailure likewise
     */
    String run(DesiredCommand command, IntConsumer progress) throws InterruptedException;
}
