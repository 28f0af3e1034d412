package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport that waits for the engine only so long: for the head of an answer, and for each piece of its body.
 *
 * <p>The transports of docker-java 3.7 set their time-outs on a {@link java.net.Socket}, and over a Unix socket read
 * from a channel that knows nothing of them: an engine that accepts a request and then says nothing would hold the agent
 * for ever. Here each wait is a thread's, which is interrupted when the time is over; that closes the channel, and with
 * it the request.
 */
final class PatientTransport implements DockerHttpClient {
    private static final Logger LOG = LoggerFactory.getLogger(PatientTransport.class);

    private final DockerHttpClient transport;
    private final Duration silence;
    // Threads come with the waits and go a moment later; an idle agent keeps none.
    private final ExecutorService waits = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            2,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> Thread.ofPlatform().name("docker").daemon(true).unstarted(work));

    /** @param silence the longest wait */
    PatientTransport(DockerHttpClient transport, Duration silence) {
        this.transport = transport;
        this.silence = silence;
    }

    @Override
    public Response execute(Request request) {
        try {
            return new PatientResponse(await(() -> transport.execute(request)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        waits.shutdownNow();
        transport.close();
    }

    /** The client reads an answer to its end before it lets a connection go, and there may never be one. */
    private void end(AutoCloseable answer) {
        try {
            await(() -> {
                answer.close();
                return true;
            });
        } catch (IOException e) {
            // The wait was interrupted, which has closed the connection.
            LOG.debug("an answer did not end: {}", e.toString());
        }
    }

    private <T> T await(Callable<T> call) throws IOException {
        Future<T> answer;
        try {
            answer = waits.submit(call);
        } catch (RejectedExecutionException e) {
            throw new IOException("the client is closed", e);
        }
        try {
            return answer.get(silence.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new SocketTimeoutException("no answer in " + silence.toSeconds() + " s");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case null, default -> throw new IOException(e);
            }
        }
    }

    private final class PatientResponse implements Response {
        private final Response response;
        private final InputStream body;

        PatientResponse(Response response) {
            this.response = response;
            this.body = new PatientBody(response.getBody());
        }

        @Override
        public int getStatusCode() {
            return response.getStatusCode();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return response.getHeaders();
        }

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public void close() {
            end(response);
        }
    }

    private final class PatientBody extends InputStream {
        private final InputStream body;

        PatientBody(InputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return await(() -> body.read(bytes, offset, length));
        }

        @Override
        public void close() {
            end(body);
        }
    }
}
