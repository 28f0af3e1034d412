package io.signalbeam.agent.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalSocketsTest {
    private static final int MUCH = 3_000_000;
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final LocalSockets sockets = new LocalSockets();

    @AfterEach
    void close() {
        sockets.close();
    }

    @Test
    void lines_arrive_whole_however_they_are_cut() throws Exception {
        var door = open(20, 1, LONG);
        try (var visitor = SocketChannel.open(door)) {
            say(visitor, "o");
            say(visitor, "ne\r\ntwo\n\nth");
            say(visitor, "ree");
            visitor.shutdownOutput();
            assertThat(heard(visitor)).isEqualTo("[one][two][][three]");
        }
    }

    @Test
    void a_line_that_is_too_long_is_left_out_and_those_around_it_are_not() throws Exception {
        var door = open(5, 1, LONG);
        try (var visitor = SocketChannel.open(door)) {
            say(visitor, "12345\n" + "6".repeat(20_000) + "\n12345\n123456");
            visitor.shutdownOutput();
            assertThat(heard(visitor)).isEqualTo("[12345](too long)[12345](too long)");
        }
    }

    @Test
    void a_long_answer_arrives_whole_at_who_reads_late() throws Exception {
        var door = open(20, 1, LONG);
        try (var visitor = SocketChannel.open(door)) {
            say(visitor, "much\n");
            visitor.shutdownOutput();
            assertThat(heard(visitor)).hasSize(MUCH);
        }
    }

    @Test
    void who_comes_when_the_door_is_full_is_sent_away_until_somebody_has_gone() throws Exception {
        var door = open(20, 2, LONG);
        try (var first = SocketChannel.open(door);
                var second = SocketChannel.open(door)) {
            echoed(first);
            echoed(second);
            try (var third = SocketChannel.open(door)) {
                assertThat(third.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
        var heard = "";
        while (heard.isEmpty()) {
            try (var next = SocketChannel.open(door)) {
                say(next, "in\n");
                next.shutdownOutput();
                heard = heard(next);
            } catch (IOException e) {
                Thread.sleep(10);
            }
        }
        assertThat(heard).isEqualTo("[in]");
    }

    @Test
    void who_says_nothing_is_sent_away_in_the_end() throws Exception {
        var door = open(20, 1, Duration.ofMillis(50));
        try (var visitor = SocketChannel.open(door)) {
            assertThat(visitor.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void a_socket_is_for_its_owner_alone_takes_the_place_of_a_dead_one_and_goes_with_the_agent() throws Exception {
        var file = Files.writeString(folder.resolve("door.sock"), "left behind");
        open(20, 1, LONG);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        sockets.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void a_port_of_loopback_is_a_door_too_and_one_that_is_taken_harms_nobody() throws Exception {
        var address = sockets.open(door(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 20, 1, LONG))
                .orElseThrow();
        assertThat(sockets.open(door(address, 20, 1, LONG))).isEmpty();
        assertThat(sockets.open(door(UnixDomainSocketAddress.of("/nonexistent/door.sock"), 20, 1, LONG)))
                .isEmpty();
        sockets.start();
        try (var visitor = SocketChannel.open(address)) {
            echoed(visitor);
        }
    }

    private SocketAddress open(int longestLine, int most, Duration patience) {
        var address = UnixDomainSocketAddress.of(folder.resolve("door.sock"));
        assertThat(sockets.open(door(address, longestLine, most, patience))).contains(address);
        sockets.start();
        return address;
    }

    private static Door door(SocketAddress address, int longestLine, int most, Duration patience) {
        return new Door(address, longestLine, most, patience, Echo::new);
    }

    private static void echoed(SocketChannel visitor) throws IOException {
        say(visitor, "x\n");
        var heard = ByteBuffer.allocate(3);
        while (heard.hasRemaining()) {
            assertThat(visitor.read(heard)).isPositive();
        }
        assertThat(new String(heard.array(), StandardCharsets.UTF_8)).isEqualTo("[x]");
    }

    private static void say(SocketChannel visitor, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            visitor.write(bytes);
        }
    }

    private static String heard(SocketChannel visitor) throws IOException {
        return new String(Channels.newInputStream(visitor).readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Says what it hears, in brackets. */
    private static final class Echo implements Visit {
        private final List<String> next = new ArrayList<>();

        @Override
        public void line(String line) {
            next.add(line.equals("much") ? "x".repeat(MUCH) : "[" + line + "]");
        }

        @Override
        public void lineTooLong() {
            next.add("(too long)");
        }

        @Override
        public byte[] answer() {
            var now = String.join("", next).getBytes(StandardCharsets.UTF_8);
            next.clear();
            return now;
        }
    }
}
