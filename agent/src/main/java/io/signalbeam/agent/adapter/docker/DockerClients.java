package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.net.URI;
import java.time.Duration;

final class DockerClients {
    private DockerClients() {}

    /** @param silence how long an answer may pause */
    static DockerClient open(URI host, Duration silence) {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .withDockerTlsVerify(false)
                .build();
        var http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .maxConnections(4)
                .connectionTimeout(Duration.ofSeconds(10))
                .responseTimeout(silence)
                .build();
        return DockerClientImpl.getInstance(config, http);
    }
}
