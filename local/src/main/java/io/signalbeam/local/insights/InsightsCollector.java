package io.signalbeam.local.insights;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import io.signalbeam.local.http.Query;
import io.signalbeam.shared.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the Application Insights Java agent sends ({@code POST /v2.1/track}, JSON lines, gzip), and shows it. The
 * agent's live stream ({@code /QuickPulseService.svc}) is answered as where nobody looks.
 */
public final class InsightsCollector implements AutoCloseable {
    /** Of any value: there is one tenant of telemetry here. */
    private static final String KEY = "00000000-0000-0000-0000-000000000001";

    private static final int KEPT = 20_000;
    private static final int MAX_BODY_BYTES = 8 * 1024 * 1024;
    private static final int SHOWN = 500;

    private final Deque<Item> items = new ArrayDeque<>();
    private final Map<String, URI> links;
    private final HttpService service;

    private InsightsCollector(int port, Map<String, URI> links) {
        this.links = Map.copyOf(links);
        this.service = HttpService.start("insights", port, MAX_BODY_BYTES, this::handle);
    }

    /**
     * Starts to listen.
     *
     * @param port 0 takes a free one
     * @param links what the page leads to, by name
     */
    public static InsightsCollector start(int port, Map<String, URI> links) {
        return new InsightsCollector(port, links);
    }

    /** Where the page is. */
    public URI page() {
        return URI.create("http://127.0.0.1:" + service.port());
    }

    /** What an app's {@code APPLICATIONINSIGHTS_CONNECTION_STRING} must be to send here. */
    public String connectionString() {
        return "InstrumentationKey=" + KEY + ";IngestionEndpoint=" + page() + "/;LiveEndpoint=" + page() + "/";
    }

    /** The newest first. */
    public List<Item> items(Predicate<Item> which, int most) {
        synchronized (items) {
            var found = new ArrayList<Item>();
            for (var newest = items.descendingIterator(); newest.hasNext() && found.size() < most; ) {
                var item = newest.next();
                if (which.test(item)) {
                    found.add(item);
                }
            }
            return found;
        }
    }

    private Response handle(Request request) throws IOException {
        return switch (request.path()) {
            case "/v2.1/track", "/v2/track" -> take(request);
            case "/" -> resource("dashboard.html", "text/html; charset=utf-8");
            case "/dashboard.js" -> resource("dashboard.js", "text/javascript; charset=utf-8");
            case "/dashboard.css" -> resource("dashboard.css", "text/css; charset=utf-8");
            case "/items" -> json(items(wanted(Query.of(request)), SHOWN));
            case "/links" -> json(new TreeMap<>(links));
            default -> {
                if (request.path().startsWith("/QuickPulseService.svc/")) {
                    yield Response.of(200).with("x-ms-qps-subscribed", "false");
                }
                yield request.path().startsWith("/api/profiles/")
                        ? Response.of(200, "text/plain", KEY.getBytes(StandardCharsets.UTF_8))
                        : Response.of(404);
            }
        };
    }

    private Response take(Request request) throws IOException {
        var body = "gzip".equalsIgnoreCase(request.header("content-encoding"))
                ? new GZIPInputStream(new ByteArrayInputStream(request.body())).readNBytes(MAX_BODY_BYTES)
                : request.body();
        int received = 0;
        var errors = new ArrayList<Map<String, Object>>();
        for (var line : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            try {
                Item.read(Json.lenient().readTree(line)).ifPresent(this::keep);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                errors.add(Map.of("index", received, "statusCode", 400, "message", String.valueOf(e.getMessage())));
            }
            received++;
        }
        var answer = Map.of("itemsReceived", received, "itemsAccepted", received - errors.size(), "errors", errors);
        return Response.of(errors.isEmpty() ? 200 : 206, "application/json", Json.writeBytes(answer));
    }

    private void keep(Item item) {
        synchronized (items) {
            items.addLast(item);
            if (items.size() > KEPT) {
                items.removeFirst();
            }
        }
    }

    /** By {@code kind}, {@code trace} and a {@code text} that the name or the text holds. */
    private static Predicate<Item> wanted(Query query) {
        var kind = filled(query, "kind");
        var kinds = kind == null ? List.<String>of() : Arrays.asList(kind.split(",", -1));
        var trace = filled(query, "trace");
        var text = filled(query, "text");
        return item -> (kinds.isEmpty() || kinds.contains(item.kind().name().toLowerCase(Locale.ROOT)))
                && (trace == null || trace.equals(item.trace()))
                && (text == null || holds(item.name(), text) || holds(item.text(), text));
    }

    private static @Nullable String filled(Query query, String name) {
        var value = query.values().get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static boolean holds(@Nullable String where, String text) {
        return where != null && where.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    private static Response json(Object value) {
        return Response.of(200, "application/json", Json.writeBytes(value)).with("cache-control", "no-store");
    }

    private static Response resource(String name, String type) {
        try (var file = InsightsCollector.class.getResourceAsStream("/insights/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks insights/" + name);
            }
            return Response.of(200, type, file.readAllBytes())
                    .with(
                            "content-security-policy",
                            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
                    .with("x-content-type-options", "nosniff");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
