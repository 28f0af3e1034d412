package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.net.URI;
import java.time.Duration;

final class DockerClients {
    private DockerClients() {}

    /** @param silence the longest wait for the engine to answer, and for each further piece of an answer */
    static DockerClient open(URI host, Duration silence) {
        return open(host, silence, 4);
    }

    /** @param connections at once, at the most */
    static DockerClient open(URI host, Duration silence, int connections) {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .withDockerTlsVerify(false)
                .build();
        var http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .maxConnections(connections)
                .connectionTimeout(Duration.ofSeconds(10))
                .responseTimeout(silence)
                .build();
        return DockerClientImpl.getInstance(config, new PatientTransport(http, silence));
    }
}
