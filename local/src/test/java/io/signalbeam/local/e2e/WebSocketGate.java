package io.signalbeam.local.e2e;

import io.signalbeam.local.tls.LocalCa;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The door of Event Hubs on port 443: AMQP in WebSocket frames (RFC 6455, subprotocol {@code AMQPWSB10}) over TLS, taken
 * out of them for a broker that knows nothing of it.
 */
final class WebSocketGate implements AutoCloseable {
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LAST = 0x80;

    private final ServerSocket server;
    private final int brokerPort;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Connections that were upgraded. */
    final AtomicInteger upgraded = new AtomicInteger();

    WebSocketGate(LocalCa ca, InetAddress address, int port, int brokerPort) throws Exception {
        this.brokerPort = brokerPort;
        server = context(ca).getServerSocketFactory().createServerSocket(port, 50, address);
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private static SSLContext context(LocalCa ca) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(ca.serverKeys(), ca.password().toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                threads.execute(() -> Sockets.untilEither(client, () -> serve(client)));
            }
        } catch (IOException e) {
            threads.shutdownNow();
        }
    }

    private void serve(Socket client) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        var out = client.getOutputStream();
        var key = Sockets.head(in)
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("no WebSocket"));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Protocol: AMQPWSB10\r\nSec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        upgraded.incrementAndGet();
        try (var broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort)) {
            threads.execute(() -> Sockets.untilEither(client, () -> wrap(broker, out)));
            unwrap(in, out, broker.getOutputStream());
        }
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unwrap(DataInputStream in, OutputStream out, OutputStream broker) throws IOException {
        while (true) {
            int kind = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte() & 0x7f;
            long size = length == 127 ? in.readLong() : length == 126 ? in.readUnsignedShort() : length;
            var mask = in.readNBytes(4);
            var payload = in.readNBytes((int) size);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            switch (kind) {
                case CLOSE -> {
                    return;
                }
                case PING -> frame(out, PONG, payload, payload.length);
                case PONG -> {}
                default -> broker.write(payload);
            }
        }
    }

    private static void wrap(Socket broker, OutputStream out) throws IOException {
        var bytes = new byte[16 * 1024];
        for (int read = broker.getInputStream().read(bytes);
                read >= 0;
                read = broker.getInputStream().read(bytes)) {
            frame(out, BINARY, bytes, read);
        }
    }

    private static void frame(OutputStream out, int kind, byte[] payload, int length) throws IOException {
        var frame = ByteBuffer.allocate(length + 4);
        frame.put((byte) (LAST | kind));
        if (length < 126) {
            frame.put((byte) length);
        } else {
            frame.put((byte) 126).putShort((short) length);
        }
        frame.put(payload, 0, length);
        synchronized (out) {
            out.write(frame.array(), 0, frame.position());
            out.flush();
        }
    }
}
