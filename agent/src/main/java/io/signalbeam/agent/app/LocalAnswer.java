package io.signalbeam.agent.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the running agent answers at its socket, {@link LocalView}.
 *
 * @param status the first line, such as {@code HTTP/1.1 200 OK}
 * @param body to be read line by line; it ends when the agent has said all, or itself ends
 */
record LocalAnswer(SocketChannel channel, String status, BufferedReader body) implements AutoCloseable {

    /**
     * @param target path and query
     * @return empty when no agent runs
     * @throws UncheckedIOException when the socket is not for this user
     */
    static Optional<LocalAnswer> get(Path stateDir, String target) {
        var socket = stateDir.resolve(LocalView.FILE);
        try {
            return Optional.of(ask(SocketChannel.open(UnixDomainSocketAddress.of(socket)), target));
        } catch (IOException e) {
            if (e instanceof ConnectException || Files.notExists(socket)) {
                return Optional.empty();
            }
            throw new UncheckedIOException("cannot read " + socket + "; run this as the agent's user", e);
        }
    }

    private static LocalAnswer ask(SocketChannel channel, String target) throws IOException {
        var request = "GET " + target + " HTTP/1.1\r\nHost: agent\r\n\r\n";
        var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        var answer =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        var status = String.valueOf(answer.readLine());
        String header;
        do {
            header = answer.readLine();
        } while (header != null && !header.isEmpty());
        return new LocalAnswer(channel, status, answer);
    }

    boolean isOk() {
        return status.equals("HTTP/1.1 200 OK");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
