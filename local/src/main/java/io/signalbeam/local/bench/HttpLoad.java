package io.signalbeam.local.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * A fixed number of clients that each send the next request when the one before was answered: {@value #CONNECTIONS}
 * connections, kept open.
 */
final class HttpLoad implements AutoCloseable {
    static final int CONNECTIONS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
    private final URI api;
    private final double seconds;

    /** @param seconds how long each run takes */
    HttpLoad(URI api, double seconds) {
        this.api = api;
        this.seconds = seconds;
    }

    /**
     * @param headers of one request each, in turns
     * @param status the only one that counts as an answer
     */
    record Call(String path, List<Map<String, String>> headers, int status) {
        Call {
            headers = List.copyOf(headers);
        }
    }

    /** Sends the same requests again and again. */
    Result run(Call call) throws InterruptedException, ExecutionException {
        return run(call, CONNECTIONS);
    }

    /** @param connections how many clients there are, at most {@value #CONNECTIONS} */
    Result run(Call call, int connections) throws InterruptedException, ExecutionException {
        var requests = call.headers().stream()
                .map(headers -> {
                    var builder =
                            HttpRequest.newBuilder(api.resolve(call.path())).timeout(PATIENCE);
                    headers.forEach(builder::header);
                    return builder.build();
                })
                .toList();
        var next = new AtomicInteger();
        var watch = Stopwatch.start();
        var work = new ArrayList<Callable<long[]>>();
        for (int i = 0; i < connections; i++) {
            work.add(() -> client(requests, next, call.status(), watch));
        }
        var all = LongStream.builder();
        for (var done : clients.invokeAll(work)) {
            Arrays.stream(done.get()).forEach(all);
        }
        return new Result(all.build().sorted().boxed().toList(), watch.seconds());
    }

    private long[] client(List<HttpRequest> requests, AtomicInteger next, int status, Stopwatch watch)
            throws IOException, InterruptedException {
        var nanos = LongStream.builder();
        while (watch.seconds() < seconds) {
            var request = requests.get(Math.floorMod(next.getAndIncrement(), requests.size()));
            long from = System.nanoTime();
            var answer = http.send(request, BodyHandlers.ofByteArray());
            nanos.add(System.nanoTime() - from);
            if (answer.statusCode() != status) {
                throw new IOException(request.uri() + " was answered " + answer.statusCode() + " instead of " + status);
            }
        }
        return nanos.build().toArray();
    }

    /**
     * @param nanos of each request, ascending
     * @param seconds that it all took
     */
    record Result(List<Long> nanos, double seconds) {
        Result {
            nanos = List.copyOf(nanos);
        }

        double perSecond() {
            return nanos.size() / seconds;
        }

        /** @param quantile from 0 to 1 */
        double millis(double quantile) {
            return nanos.get((int) Math.min(nanos.size() - 1L, Math.round(quantile * nanos.size()))) / 1e6;
        }
    }

    @Override
    public void close() {
        clients.shutdownNow();
        http.close();
    }
}
