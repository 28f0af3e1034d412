package io.signalbeam.local.e2e;

import io.signalbeam.local.process.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Debian's docker-registry, a real one, on a free port of loopback. */
final class Registry implements AutoCloseable {
    static final String USER = "puller";
    static final String PASSWORD = "s3cret-pull";
    /** bcrypt of the password, in 16 rounds. */
    private static final String HTPASSWD = USER + ":$2b$04$vmNSYSVhDDuwTnrzwaQlEufajAMcfcpob0FGLAobgEyCmRCLFgGzW\n";

    private static final Duration STOP = Duration.ofSeconds(20);

    private final ChildProcess process;
    private final int port;

    private Registry(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param isPrivate lets {@link #USER} in and nobody else */
    static Registry start(Path folder, boolean isPrivate) throws Exception {
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        var config = folder.resolve("registry.yml");
        Files.createDirectories(folder);
        Files.writeString(config, """
                version: 0.1
                log:
                  level: warn
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                http:
                  addr: 127.0.0.1:%d
                """.formatted(folder.resolve("images"), port) + (isPrivate ? access(folder) : ""));
        var builder = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile());
        var registry = new Registry(ChildProcess.start("The registry", builder, ChildProcess.Ask.SIGNAL, STOP), port);
        Eventually.get(Duration.ofSeconds(30), () -> {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
        return registry;
    }

    private static String access(Path folder) throws IOException {
        var passwords = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        return "auth: {htpasswd: {realm: e2e, path: %s}}\n".formatted(passwords);
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }
}
