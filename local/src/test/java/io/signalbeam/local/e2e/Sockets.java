package io.signalbeam.local.e2e;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;

/** What the test's own doors have in common. */
final class Sockets {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Sockets() {}

    @FunctionalInterface
    interface Talk {
        void run() throws IOException;
    }

    @FunctionalInterface
    interface Talks {
        void with(Socket client) throws IOException;
    }

    /** Talks until one side has gone, which is no error, and closes. */
    static void untilEither(Socket client, Talk talk) {
        try (client) {
            talk.run();
        } catch (IOException e) {
            close(client);
        }
    }

    /** Talks with each client that comes, until the server is closed. */
    static void serve(ServerSocket server, ExecutorService threads, Talks talks) {
        try {
            while (true) {
                var client = server.accept();
                threads.execute(() -> untilEither(client, () -> talks.with(client)));
            }
        } catch (IOException e) {
            threads.shutdownNow();
        }
    }

    /** Brings each what the other says, until the client says no more. */
    static void join(Socket client, Socket target, ExecutorService threads) throws IOException {
        threads.execute(() -> untilEither(client, () -> target.getInputStream().transferTo(client.getOutputStream())));
        client.getInputStream().transferTo(target.getOutputStream());
    }

    /** The first line and the headers of an HTTP message, and not a byte more. */
    static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END_OF_HEAD.length) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
            matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
