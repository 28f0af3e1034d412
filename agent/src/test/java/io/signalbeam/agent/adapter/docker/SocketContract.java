package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import io.signalbeam.agent.runtime.RuntimeContract;

/** What every runtime does, over a real socket; strangers' containers are made and looked for past the adapter. */
abstract class SocketContract extends RuntimeContract {

    /** Of the same engine as {@link #runtime()}. */
    abstract DockerClient client();

    @Override
    protected final String foreign(String name) {
        return client().createContainerCmd(image())
                .withName(name)
                .withCmd(shell("sleep 60"))
                .exec()
                .getId();
    }

    @Override
    protected final boolean exists(String containerId) {
        return client().listContainersCmd().withShowAll(true).exec().stream()
                .anyMatch(container -> container.getId().equals(containerId));
    }

    @Override
    protected final void removeForeign(String containerId) {
        client().removeContainerCmd(containerId).withForce(true).exec();
    }
}
