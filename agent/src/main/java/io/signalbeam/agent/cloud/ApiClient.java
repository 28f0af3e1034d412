package io.signalbeam.agent.cloud;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.api.ArtifactResponse;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.api.HeartbeatRequest;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.api.RotateKeyRequest;
import io.signalbeam.shared.api.RotateKeyResponse;
import io.signalbeam.shared.api.SecretsRequest;
import io.signalbeam.shared.api.SecretsResponse;
import io.signalbeam.shared.api.ServerTime;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.signature.Message;
import io.signalbeam.shared.signature.RequestSigner;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The agent's part of the HTTP API. Calls throw {@link TransientFailure} when the server is away or busy, and
 * {@link PermanentFailure} with the API's problem code when it refuses.
 */
public final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** For the whole of an answer: the one before ends with its headers, and a body may stop for ever half way. */
    private static final Duration EXCHANGE = Duration.ofMinutes(2);
    /** A correction of the clock that makes another signature worth a try. */
    private static final Duration NEWS = Duration.ofMinutes(1);

    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final byte[] NOTHING = {};
    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final URI server;
    private final ServerClock clock;
    private final String userAgent;
    private final Duration exchange;

    @Nullable private final RequestSigner signer;

    private final HttpClient http;

    /**
     * @param server the API's root, before {@code /api}
     * @param proxy to go through
     * @param signer signs what is called with a device's key; absent on a machine that is no device yet
     */
    public ApiClient(
            URI server,
            @Nullable HttpProxy proxy,
            ServerClock clock,
            String agentVersion,
            @Nullable RequestSigner signer) {
        this(server, proxy, clock, agentVersion, signer, EXCHANGE);
    }

    /** @param exchange longest time from a request to the end of its answer */
    ApiClient(
            URI server,
            @Nullable HttpProxy proxy,
            ServerClock clock,
            String agentVersion,
            @Nullable RequestSigner signer,
            Duration exchange) {
        this.signer = signer;
        this.exchange = exchange;
        this.http = client(proxy);
        var text = server.toString();
        this.server = URI.create(text.endsWith("/") ? text : text + "/");
        this.clock = clock;
        this.userAgent = "signalbeam-agent/" + agentVersion;
    }

    private static HttpClient client(@Nullable HttpProxy proxy) {
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        if (proxy != null) {
            client.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
            if (proxy.user() != null && proxy.password() != null) {
                client.authenticator(new ProxyCredentials(proxy.user(), proxy.password()));
            }
        }
        return client.build();
    }

    private static final class ProxyCredentials extends Authenticator {
        private final PasswordAuthentication answer;

        ProxyCredentials(String user, String password) {
            this.answer = new PasswordAuthentication(user, password.toCharArray());
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY ? answer : null;
        }
    }

    public EnrollResponse enroll(EnrollRequest request) throws InterruptedException {
        var answer = send(new Call("POST", "api/agent/enroll", null, Json.writeBytes(request), null));
        var enrolled = read(answer, EnrollResponse.class);
        observe(answer, enrolled.serverTime());
        return enrolled;
    }

    /** @param etag of the state that is known; absent asks for the whole */
    public Poll desiredState(String deviceKey, @Nullable String etag) throws InterruptedException {
        var answer = send(new Call("GET", "api/agent/desired-state", deviceKey, NOTHING, etag));
        observe(answer, null);
        if (answer.response().statusCode() == 304) {
            return new Poll.Same();
        }
        var tag = answer.response().headers().firstValue("ETag").orElse("");
        return new Poll.Changed(read(answer, DesiredState.class), tag);
    }

    public LeaseResponse lease(String deviceKey) throws InterruptedException {
        var answer = send(new Call("POST", "api/agent/lease", deviceKey, NOTHING, null));
        var lease = read(answer, LeaseResponse.class);
        observe(answer, lease.serverTime());
        return lease;
    }

    public RotateKeyResponse rotateKey(String deviceKey, RotateKeyRequest request) throws InterruptedException {
        var answer = send(new Call("POST", "api/agent/keys/rotate", deviceKey, Json.writeBytes(request), null));
        var rotated = read(answer, RotateKeyResponse.class);
        observe(answer, rotated.serverTime());
        return rotated;
    }

    public SecretsResponse secrets(String deviceKey, SecretsRequest request) throws InterruptedException {
        var answer = send(new Call("POST", "api/agent/secrets", deviceKey, Json.writeBytes(request), null));
        var secrets = read(answer, SecretsResponse.class);
        observe(answer, secrets.serverTime());
        return secrets;
    }

    /** Where the bytes of an artifact are that the desired state names. */
    public ArtifactResponse artifact(String deviceKey, String sha256) throws InterruptedException {
        var answer = send(new Call("GET", "api/agent/artifacts/" + sha256, deviceKey, NOTHING, null));
        var address = read(answer, ArtifactResponse.class);
        observe(answer, address.serverTime());
        return address;
    }

    /** Text that a command of this device gave; sent again it takes the place of what was sent before. */
    public void commandOutput(String deviceKey, String commandId, String text) throws InterruptedException {
        var path = "api/agent/commands/" + commandId + "/output";
        observe(send(new Call("PUT", path, deviceKey, text.getBytes(StandardCharsets.UTF_8), null, TEXT)), null);
    }

    public void report(String deviceKey, DeviceReport report) throws InterruptedException {
        acknowledge(send(new Call("POST", "api/agent/reports", deviceKey, Json.writeBytes(report), null)));
    }

    public void heartbeat(String deviceKey, DeviceId device, HeartbeatRequest heartbeat) throws InterruptedException {
        acknowledge(send(
                new Call("POST", "api/devices/" + device + "/heartbeat", deviceKey, Json.writeBytes(heartbeat), null)));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private record Answer(HttpResponse<byte[]> response, Instant sent, Instant received) {}

    /**
     * @param etag sent along where it is known
     * @param type of the body
     */
    private record Call(
            String method,
            String path,
            @Nullable String deviceKey,
            byte[] body,
            @Nullable String etag,
            String type) {

        Call(String method, String path, @Nullable String deviceKey, byte[] body, @Nullable String etag) {
            this(method, path, deviceKey, body, etag, JSON);
        }
    }

    private HttpRequest request(Call call) {
        var uri = server.resolve(call.path());
        var request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .header("User-Agent", userAgent)
                .header("Accept", "application/json, application/problem+json")
                .method(
                        call.method(),
                        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()));
        if (call.body().length > 0) {
            request.header("Content-Type", call.type());
        }
        if (call.etag() != null) {
            request.header("If-None-Match", call.etag());
        }
        if (call.deviceKey() != null) {
            request.header("X-API-Key", call.deviceKey());
            if (signer != null) {
                var message = new Message(call.method(), uri.getRawPath(), uri.getRawQuery(), Map.of());
                signer.sign(message, call.body(), clock.instant(), nonce()).forEach(request::header);
            }
        }
        return request.build();
    }

    private static String nonce() {
        var bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Once more where the refusal's own answer has told the time that the signature was wrong about. */
    private Answer send(Call call) throws InterruptedException {
        var before = clock.correction();
        try {
            return sendOnce(call);
        } catch (PermanentFailure e) {
            boolean corrected = clock.correction().minus(before).abs().compareTo(NEWS) > 0;
            if (e.code().equals("signature-invalid") && corrected) {
                return sendOnce(call);
            }
            throw e;
        }
    }

    private Answer sendOnce(Call call) throws InterruptedException {
        var request = request(call);
        var sent = clock.steadyClock().instant();
        try {
            var response = exchange(request);
            var answer = new Answer(response, sent, clock.steadyClock().instant());
            int status = response.statusCode();
            if ((status >= 200 && status < 300) || status == 304) {
                return answer;
            }
            observe(answer, null);
            throw ApiRefusal.of(response);
        } catch (IOException e) {
            throw new TransientFailure("unreachable", server + " does not answer: " + Words.of(e), e);
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        var answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(exchange.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("the answer had not ended after " + exchange.toSeconds() + " s");
        } finally {
            // Hangs up on an answer that nobody waits for any more; does nothing to one that is there.
            answer.cancel(true);
        }
    }

    private void acknowledge(Answer answer) {
        Instant time = null;
        try {
            time = Json.lenient()
                    .readValue(answer.response().body(), ServerTime.class)
                    .serverTime();
        } catch (IOException e) {
            // The event is taken; that the answer says no time is no reason to send it again.
            time = null;
        }
        observe(answer, time);
    }

    private static <T> T read(Answer answer, Class<T> type) {
        try {
            var value = Json.lenient().readValue(answer.response().body(), type);
            if (value != null) {
                return value;
            }
        } catch (IOException e) {
            // Something in between answered: a portal that wants a sign-in, a proxy.
            throw new TransientFailure(
                    "answer", answer.response().uri() + " answered what is no " + type.getSimpleName(), e);
        }
        throw new TransientFailure("answer", answer.response().uri() + " answered nothing", null);
    }

    private void observe(Answer answer, @Nullable Instant inBody) {
        var server = Optional.ofNullable(inBody)
                .or(() -> answer.response().headers().firstValue("Date").flatMap(ApiClient::date));
        if (inBody != null) {
            clock.tell(inBody);
        }
        // A Date header is cut to whole seconds: half a second more is right on the mean.
        server.map(time -> inBody == null ? time.plusMillis(500) : time)
                .ifPresent(time -> clock.observe(time, answer.sent(), answer.received()));
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
