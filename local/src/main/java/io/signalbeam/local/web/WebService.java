package io.signalbeam.local.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves the built web app with the headers and the fallback of its {@code staticwebapp.config.json}, {@code /api} from
 * the functions host, and {@code /config.json}, which tells the app where to sign in. That place and the one that changes
 * are pushed from stand in the content security policy too, instead of {@value #SIGN_IN} and {@value #PUSH}, as a deployment
 * with others writes them.
 */
public final class WebService implements AutoCloseable {
    private static final String SIGN_IN = "https://login.microsoftonline.com";
    private static final String PUSH = "wss://*.webpubsub.azure.com";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("map", "application/json"));
    /** Of one connection, or set by the client of this proxy itself. */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "connection", "content-length", "host", "transfer-encoding", "upgrade", "keep-alive", "expect", "te");

    private final Path files;
    private final byte[] config;
    private final URI api;
    private final Map<String, String> headers;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final HttpService service;

    private WebService(int port, Path files, byte[] config, URI api, URI live) throws IOException {
        this.files = files.toRealPath();
        this.config = config;
        this.api = api;
        this.headers = globalHeaders(files.resolve("staticwebapp.config.json"));
        var push = live.toString().replaceFirst("^http", "ws");
        this.headers.replaceAll(
                (name, value) -> value.replace(SIGN_IN, signIn(config)).replace(PUSH, push));
        this.service = HttpService.start("web", port, this::handle);
    }

    /** As {@link #start(int, Path, byte[], URI, URI)}, where nothing is pushed. */
    public static WebService start(int port, Path files, byte[] config, URI api) throws IOException {
        return new WebService(port, files, config, api, api);
    }

    /**
     * Starts to serve.
     *
     * @param files the built web app
     * @param config body of {@code /config.json}
     * @param api where the functions host listens, without a path
     * @param live where changes are pushed from, an http address without a path
     */
    public static WebService start(int port, Path files, byte[] config, URI api, URI live) throws IOException {
        return new WebService(port, files, config, api, live);
    }

    public int port() {
        return service.port();
    }

    private Response handle(Request request) throws Exception {
        if (request.path().startsWith("/api/")) {
            return forward(request);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.of(405);
        }
        if (request.path().equals("/config.json")) {
            return withHeaders(Response.of(200, "application/json", config).with("cache-control", "no-store"));
        }
        var path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        var file = files.resolve(path.substring(1)).normalize();
        if (file.startsWith(files) && Files.isRegularFile(file) && !file.endsWith("staticwebapp.config.json")) {
            return withHeaders(file(file));
        }
        // A path with an extension was meant to be a file; anything else is a page of the app.
        return path.contains(".") ? withHeaders(Response.of(404)) : withHeaders(file(files.resolve("index.html")));
    }

    private static Response file(Path file) throws IOException {
        var name = file.getFileName().toString();
        var extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        // Vite names what it builds by its content.
        var cache = file.getParent() != null && file.getParent().endsWith("assets")
                ? "public, max-age=31536000, immutable"
                : "no-cache";
        return Response.of(200, TYPES.getOrDefault(extension, "application/octet-stream"), Files.readAllBytes(file))
                .with("cache-control", cache);
    }

    private Response withHeaders(Response response) {
        for (var header : headers.entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }

    private Response forward(Request request) throws InterruptedException {
        var target = api.resolve(request.path() + (request.query() == null ? "" : "?" + request.query()));
        var builder = HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(45))
                .method(
                        request.method(),
                        request.body().length == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name)) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        builder.setHeader("x-forwarded-for", request.remoteAddress());
        try {
            var answer = client.send(builder.build(), BodyHandlers.ofByteArray());
            var response = new Response(answer.statusCode(), Map.of(), answer.body());
            for (var header : answer.headers().map().entrySet()) {
                if (!NOT_FORWARDED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                    for (var value : header.getValue()) {
                        response = response.with(header.getKey(), value);
                    }
                }
            }
            return response;
        } catch (IOException e) {
            var problem = Map.of(
                    "type",
                    "about:blank",
                    "title",
                    "The API does not answer",
                    "status",
                    502,
                    "code",
                    "api-unreachable");
            return Response.of(502, "application/problem+json", Json.writeBytes(problem));
        }
    }

    /** The origin of the issuer. */
    private static String signIn(byte[] config) {
        try {
            var issuer =
                    URI.create(Json.lenient().readTree(config).path("issuer").asText());
            return issuer.getScheme() + "://" + issuer.getAuthority();
        } catch (IOException e) {
            throw new IllegalArgumentException("the web app's configuration is no JSON", e);
        }
    }

    private static Map<String, String> globalHeaders(Path config) throws IOException {
        var result = new TreeMap<String, String>();
        if (!Files.exists(config)) {
            return result;
        }
        @Nullable JsonNode headers = Json.lenient().readTree(config.toFile()).get("globalHeaders");
        if (headers != null) {
            headers.properties()
                    .forEach(
                            field -> result.put(field.getKey(), field.getValue().asText()));
        }
        return result;
    }

    @Override
    public void close() {
        service.close();
        client.close();
    }
}
