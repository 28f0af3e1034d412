package io.signalbeam.local.app;

import io.signalbeam.local.process.AtExit;
import io.signalbeam.local.tls.LocalhostNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link StandIns} as a program, on the usual ports: for a container that shares its network with the other parts. */
public final class StandInsMain {
    private static final Logger LOG = LoggerFactory.getLogger(StandInsMain.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private StandInsMain() {}

    /**
     * {@code StandInsMain <root> <state> [<address>…]}: waits until every address answers 200, for five minutes, because not
     * every emulator's image has anything that could ask it from within.
     *
     * @throws IOException naming the address that did not answer
     */
    public static void main(String[] args) throws Exception {
        LocalhostNames.install();
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            for (int i = 2; i < args.length; i++) {
                await(client, URI.create(args[i]));
            }
        }
        AtExit.close(StandIns.start(
                new CloudOptions(Path.of(args[0]), Path.of(args[1]), 0, true), Ports.usual(), System.getenv()));
        LOG.info("Ready");
        new CountDownLatch(1).await();
    }

    private static void await(HttpClient client, URI address) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var last = "nothing";
        while (System.nanoTime() < deadline) {
            try {
                int status = client.send(request, BodyHandlers.discarding()).statusCode();
                if (status == 200) {
                    LOG.info("{} answers", address);
                    return;
                }
                last = Integer.toString(status);
            } catch (IOException e) {
                last = e.toString();
            }
            Thread.sleep(1000);
        }
        throw new IOException(address + " did not answer within " + PATIENCE + "; the last time with " + last);
    }
}
