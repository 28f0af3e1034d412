package io.signalbeam.agent.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbeam.shared.api.ArtifactResponse;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.api.HeartbeatRequest;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.api.SecretsRequest;
import io.signalbeam.shared.api.SecretsResponse;
import io.signalbeam.shared.api.ServerTime;
import io.signalbeam.shared.bundle.AgentPackage;
import io.signalbeam.shared.bundle.AgentSpec;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ManifestDigest;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.CommandAnswer;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.seal.DeviceSeal;
import io.signalbeam.shared.signature.Message;
import io.signalbeam.shared.signature.RequestVerifier;
import io.signalbeam.shared.trust.BundleStatement;
import io.signalbeam.shared.trust.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The agent's part of the API over real HTTP, with a memory: what the contract says, as the agent meets it. */
public final class FakeCloud implements AutoCloseable {
    public static final String TOKEN = "sbe_good_secret";
    private static final Pattern ARTIFACT = Pattern.compile("GET /api/agent/artifacts/([^/]+)");
    private static final Pattern OUTPUT = Pattern.compile("PUT /api/agent/commands/([^/]+)/output");

    private record Refusal(int status, String code, String retryAfter) {}

    private record Device(DeviceId id, String key, EnrollRequest request) {}

    private final Map<String, Device> byRequest = new ConcurrentHashMap<>();
    private final Map<String, Device> byKey = new ConcurrentHashMap<>();
    private final TenantId tenant = TenantId.random();
    private final SigningKey signingKey = SigningKey.generate();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private int port;
    private HttpServer server;
    private volatile List<DesiredBundle> bundles = List.of();
    private final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
    private volatile List<DesiredCommand> commands = List.of();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong(1);
    private final AtomicLong tag = new AtomicLong();
    private volatile Refusal refusal;
    private volatile Duration skew = Duration.ZERO;
    private volatile boolean signed;
    private volatile boolean leaseless;

    private final Set<String> nonces = ConcurrentHashMap.newKeySet();

    public final List<DeviceReport> reports = new CopyOnWriteArrayList<>();
    public final List<HeartbeatRequest> heartbeats = new CopyOnWriteArrayList<>();
    public final List<String> requests = new CopyOnWriteArrayList<>();

    /** What commands gave, by their ids. */
    public final Map<String, String> outputs = new ConcurrentHashMap<>();

    public FakeCloud() throws IOException {
        start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public void desire(DesiredBundle... next) {
        bundles = List.of(next);
        generation.incrementAndGet();
    }

    /** Keeps a file that the containers of a bundle see in a folder. */
    public ArtifactSpec artifact(String name, String content, String path) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var hash = Sha256.hex(bytes);
        artifacts.put(hash, bytes);
        return new ArtifactSpec(name, hash, bytes.length, path);
    }

    /** Keeps the package of an agent. */
    public AgentPackage agentPackage(String arch, byte[] archive) {
        var hash = Sha256.hex(archive);
        artifacts.put(hash, archive);
        return new AgentPackage(arch, hash, archive.length);
    }

    /** A bundle that brings an agent, signed with the key that devices were given when they enrolled. */
    public DesiredBundle agentBundle(String version, AgentSpec agent) {
        var digest = ManifestDigest.of(new BundleManifest("agent", version, null, List.of(), List.of(), null, agent));
        var signature = signingKey.sign(new BundleStatement(tenant, "agent", version, digest));
        return new DesiredBundle(
                "agent", version, digest, List.of(), List.of(), null, List.of(), signature, null, agent);
    }

    /** Gives commands, in the place of those before. */
    public void command(DesiredCommand... next) {
        commands = List.of(next);
        tag.incrementAndGet();
    }

    /** What was last said of a command; null when nothing was. */
    public CommandStatus said(String commandId) {
        return reports.isEmpty()
                ? null
                : reports.getLast().commands().stream()
                        .filter(answer -> answer.id().equals(commandId))
                        .map(CommandAnswer::status)
                        .findFirst()
                        .orElse(null);
    }

    /** Whether that is what was last said of some bundle. */
    public boolean hasReported(DeviceReport.BundleState state, String version) {
        return !reports.isEmpty()
                && reports.getLast().bundles().stream()
                        .anyMatch(bundle ->
                                bundle.state() == state && bundle.version().equals(version));
    }

    /** A secret in version {@code 1}. */
    public void secret(String name, String value) {
        secrets.put(name, value);
    }

    /** Waits for what an agent will do in its own time, for two minutes at the most. */
    public void eventually(BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(
                        "not in time; last report " + (reports.isEmpty() ? "none" : reports.getLast()));
            }
            Thread.sleep(100);
        }
    }

    /** Answers every request like this until told otherwise. */
    public void refuse(int status, String code, String retryAfter) {
        refusal = new Refusal(status, code, retryAfter);
    }

    public void accept() {
        refusal = null;
    }

    public void skew(Duration by) {
        skew = by;
    }

    /** Takes requests with a key only when they carry their device's signature, from now on. */
    public void requireSignatures() {
        signed = true;
    }

    /** Gives no leases any more: everything goes over HTTPS at once, without a wait for an Event Hubs that is away. */
    public void keepLeases() {
        leaseless = true;
    }

    /** Gives leases of an Event Hubs that is away, as it does from the start. */
    public void giveLeases() {
        leaseless = false;
    }

    public int devices() {
        return byRequest.size();
    }

    public EnrollRequest enrolled() {
        return byRequest.values().iterator().next().request();
    }

    /** Stops listening, as a server that is gone. */
    public void stop() {
        server.stop(0);
    }

    /** Listens again where it did. */
    public void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        port = server.getAddress().getPort();
        server.setExecutor(threads);
        server.createContext("/api/", this::handle);
        server.createContext("/blobs/", this::blob);
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var route =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            requests.add(route);
            var body = exchange.getRequestBody().readAllBytes();
            var refused = refusal;
            if (refused != null) {
                if (refused.retryAfter() != null) {
                    exchange.getResponseHeaders().set("Retry-After", refused.retryAfter());
                }
                problem(exchange, refused.status(), refused.code());
                return;
            }
            if (route.equals("POST /api/agent/enroll")) {
                enroll(exchange, Json.strict().readValue(body, EnrollRequest.class));
                return;
            }
            var device = byKey.get(
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("X-API-Key"), ""));
            if (device == null) {
                problem(exchange, 401, "device-key-invalid");
                return;
            }
            if (signed && !isSigned(exchange, body, device)) {
                problem(exchange, 401, "signature-invalid");
                return;
            }
            switch (route.replace(device.id().toString(), "ID")) {
                case "GET /api/agent/desired-state" -> desiredState(exchange, device);
                case "POST /api/agent/lease" -> {
                    if (leaseless) {
                        problem(exchange, 503, "unavailable");
                    } else {
                        answer(exchange, 200, lease(device));
                    }
                }
                case "POST /api/agent/secrets" -> secrets(exchange, body, device);
                case "POST /api/agent/reports" -> {
                    reports.add(Json.strict().readValue(body, DeviceReport.class));
                    answer(exchange, 202, new ServerTime(now()));
                }
                case "POST /api/devices/ID/heartbeat" -> {
                    heartbeats.add(Json.strict().readValue(body, HeartbeatRequest.class));
                    answer(exchange, 202, new ServerTime(now()));
                }
                default -> {
                    var output = OUTPUT.matcher(route);
                    var artifact = ARTIFACT.matcher(route);
                    if (artifact.matches()) {
                        var url = uri().resolve("/blobs/" + artifact.group(1)).toString();
                        answer(exchange, 200, new ArtifactResponse(url, null, now(), now()));
                    } else if (output.matches()) {
                        outputs.put(output.group(1), new String(body, StandardCharsets.UTF_8));
                        exchange.sendResponseHeaders(204, -1);
                    } else {
                        problem(exchange, 404, "not-found");
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            requests.add("failed: " + e);
            throw e;
        }
    }

    private boolean isSigned(HttpExchange exchange, byte[] body, Device device) {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        var uri = exchange.getRequestURI();
        var message = new Message(exchange.getRequestMethod(), uri.getRawPath(), uri.getRawQuery(), headers);
        var verdict = RequestVerifier.verify(
                message, body, device.request().signingKey(), device.id().toString(), now());
        return verdict instanceof RequestVerifier.Verdict.Signed(var nonce, var until) && nonces.add(nonce);
    }

    private void blob(HttpExchange exchange) throws IOException {
        try (exchange) {
            var content = artifacts.get(exchange.getRequestURI().getPath().substring("/blobs/".length()));
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private void enroll(HttpExchange exchange, EnrollRequest request) throws IOException {
        if (!request.token().equals(TOKEN)) {
            problem(exchange, 401, "enrollment-token-invalid");
            return;
        }
        var id = byRequest.containsKey(request.requestId())
                ? byRequest.get(request.requestId()).id()
                : DeviceId.random();
        var device = new Device(id, "sbd_key" + (byKey.size() + 1) + "_secret", request);
        byRequest.put(request.requestId(), device);
        byKey.values().removeIf(other -> other.id().equals(id));
        byKey.put(device.key(), device);
        answer(
                exchange,
                201,
                new EnrollResponse(id, tenant, "van-7", device.key(), new AgentSettings(1, 1), now())
                        .believing(new BundleSigning(false, List.of(signingKey.root()))));
    }

    private void desiredState(HttpExchange exchange, Device device) throws IOException {
        var etag = "\"" + generation.get() + "-" + tag.get() + "\"";
        exchange.getResponseHeaders().set("ETag", etag);
        if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        answer(
                exchange,
                200,
                new DesiredState(
                                DesiredState.SCHEMA,
                                device.id(),
                                tenant,
                                generation.get(),
                                "van-7",
                                Map.of("site", "berlin"),
                                bundles,
                                new AgentSettings(1, 1))
                        .commanding(commands));
    }

    private void secrets(HttpExchange exchange, byte[] body, Device device) throws IOException {
        var request = Json.strict().readValue(body, SecretsRequest.class);
        var seal = new DeviceSeal(tenant, device.id());
        var sealed = request.names().stream()
                .map(name -> seal.seal(device.request().encryptionKey(), secret(name), secrets.get(name)))
                .toList();
        answer(exchange, 200, new SecretsResponse(request.generation(), sealed, now()));
    }

    private static SecretRef secret(String name) {
        return new SecretRef(name, "1");
    }

    // Port 1 refuses: Event Hubs is away, and the agent has to find the other way.
    private LeaseResponse lease(Device device) {
        return new LeaseResponse(
                "persistent",
                channel("device-telemetry", device),
                channel("device-reports", device),
                now().plus(Duration.ofHours(1)),
                now().plus(Duration.ofMinutes(45)),
                now());
    }

    private static LeaseResponse.Channel channel(String hub, Device device) {
        return new LeaseResponse.Channel(
                hub,
                "Endpoint=sb://127.0.0.1:1;SharedAccessSignature=SharedAccessSignature sr=x&sig=x&se=4000000000&skn=x;"
                        + "EntityPath=" + hub + "/publishers/" + device.id() + ";UseDevelopmentEmulator=true");
    }

    private Instant now() {
        return Instant.now().plus(skew);
    }

    private static void problem(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        var body = Json.writeBytes(Map.of(
                "type", "about:blank", "title", code, "status", status, "detail", "refused: " + code, "code", code));
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void answer(HttpExchange exchange, int status, Object value) throws IOException {
        var body = Json.writeBytes(value);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
