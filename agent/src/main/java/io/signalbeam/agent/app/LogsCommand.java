package io.signalbeam.agent.app;

import io.signalbeam.agent.fault.TransientFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows what the running agent has logged last. Ends with 1 when none runs.")
final class LogsCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many entries, up to " + RecentLog.MOST + " (${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "And what it logs from now on, until it or this ends.")
    private boolean follow;

    @Nullable @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(spec).commandLine();
        if (lines < 1 || lines > RecentLog.MOST) {
            throw new ParameterException(line, "--lines must be from 1 to " + RecentLog.MOST + ", not " + lines);
        }
        var socket = options.read(Map.of()).stateDir().resolve(LocalView.FILE);
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            copy(channel, line.getOut());
            return Main.OK;
        } catch (IOException e) {
            if (e instanceof ConnectException || Files.notExists(socket)) {
                line.getErr()
                        .println("The agent does not run. What it logged before is where its service manager keeps"
                                + " it: journalctl --unit signalbeam-agent");
                return Main.UNHEALTHY;
            }
            throw cannotRead(socket, e);
        }
    }

    private static UncheckedIOException cannotRead(Path socket, IOException e) {
        return new UncheckedIOException("cannot read " + socket + "; run this as the agent's user", e);
    }

    private void copy(SocketChannel channel, PrintWriter out) throws IOException {
        var request = "GET /logs?lines=%d&follow=%b HTTP/1.1\r\nHost: agent\r\n\r\n".formatted(lines, follow);
        var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        var answer =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        var status = String.valueOf(answer.readLine());
        if (!status.equals("HTTP/1.1 200 OK")) {
            throw new TransientFailure("logs", "the agent answers: " + status, null);
        }
        String header;
        do {
            header = answer.readLine();
        } while (header != null && !header.isEmpty());
        for (var entry = answer.readLine(); entry != null; entry = answer.readLine()) {
            out.println(entry);
            // Which writes it at once, and tells where nobody reads any more.
            if (out.checkError()) {
                return;
            }
        }
    }
}
