package io.signalbeam.local.e2e;

import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.api.HeartbeatRequest;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.api.ServerTime;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The device's part of the API for one device, which can be switched off and whose leases are the test's. */
final class DeviceApi implements AutoCloseable {
    static final String TOKEN = "sbe_any_token";

    final DeviceId device = DeviceId.random();
    final List<DeviceReport> reports = new CopyOnWriteArrayList<>();
    final List<HeartbeatRequest> heartbeats = new CopyOnWriteArrayList<>();
    final AtomicInteger leases = new AtomicInteger();

    private final TenantId tenant = TenantId.random();
    private final AtomicLong generation = new AtomicLong(1);
    private final int port;
    private final Function<DeviceId, LeaseResponse> lease;
    private final @Nullable LocalCa ca;
    private @Nullable HttpService service;

    DeviceApi(Function<DeviceId, LeaseResponse> lease) throws Exception {
        this(lease, null);
    }

    /** @param ca whose key it shows; absent for HTTP in clear */
    DeviceApi(Function<DeviceId, LeaseResponse> lease, @Nullable LocalCa ca) throws Exception {
        this.lease = lease;
        this.ca = ca;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        open();
    }

    URI uri() {
        return URI.create((ca == null ? "http" : "https") + "://127.0.0.1:" + port);
    }

    /** Something new for the device to report. */
    long ask() {
        return generation.incrementAndGet();
    }

    void open() {
        service = ca == null
                ? HttpService.start("device-api", port, this::answer)
                : HttpService.startTls("device-api", port, ca.serverKeys(), ca.password(), this::answer);
    }

    @Override
    public void close() {
        var open = service;
        service = null;
        if (open != null) {
            open.close();
        }
    }

    private Response answer(Request request) throws Exception {
        return switch (request.method() + " " + request.path().replace(device.toString(), "ID")) {
            case "POST /api/agent/enroll" ->
                json(new EnrollResponse(
                        device, tenant, "van-7", "sbd_key_secret", new AgentSettings(1, 1), Instant.now()));
            case "GET /api/agent/desired-state" -> desired(request);
            case "POST /api/agent/lease" -> {
                leases.incrementAndGet();
                yield json(lease.apply(device));
            }
            case "POST /api/agent/reports" -> {
                reports.add(Json.strict().readValue(request.body(), DeviceReport.class));
                yield json(new ServerTime(Instant.now()));
            }
            case "POST /api/devices/ID/heartbeat" -> {
                heartbeats.add(Json.strict().readValue(request.body(), HeartbeatRequest.class));
                yield json(new ServerTime(Instant.now()));
            }
            default -> Response.of(404);
        };
    }

    private Response desired(Request request) {
        long now = generation.get();
        var tag = "\"" + now + "\"";
        return tag.equals(request.header("If-None-Match"))
                ? Response.of(304).with("ETag", tag)
                : json(new DesiredState(
                                DesiredState.SCHEMA,
                                device,
                                tenant,
                                now,
                                "van-7",
                                Map.of(),
                                List.of(),
                                new AgentSettings(1, 1)))
                        .with("ETag", tag);
    }

    private static Response json(Object value) {
        return Response.of(200, "application/json", Json.writeBytes(value));
    }
}
