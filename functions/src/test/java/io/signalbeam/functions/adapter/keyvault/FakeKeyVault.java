package io.signalbeam.functions.adapter.keyvault;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Key Vault's answers about secrets, under the unmodified SDK: versions with their tags, lists in pages, and names that a
 * deleted secret still holds.
 */
final class FakeKeyVault implements HttpClient {
    private static final String URI = "https://vault.test";
    private static final int PAGE = 25;

    private final InstantSource clock;
    private final Map<String, List<Version>> values = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    boolean away;
    int reads;
    int requests;

    FakeKeyVault() {
        this(() -> Instant.ofEpochSecond(1));
    }

    FakeKeyVault(InstantSource clock) {
        this.clock = clock;
    }

    private record Version(String id, String value, Map<String, String> tags, long created, long updated) {}

    SecretClient client() {
        return new SecretClientBuilder()
                .vaultUrl(URI)
                .httpClient(this)
                .disableChallengeResourceVerification()
                .credential(request -> Mono.just(new AccessToken(
                        "token", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))))
                .buildClient();
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                return answer(request);
            }
        });
    }

    private HttpResponse answer(HttpRequest request) {
        if (request.getHeaders().getValue(HttpHeaderName.AUTHORIZATION) == null) {
            return new Answer(
                    request,
                    401,
                    new HttpHeaders()
                            .set(
                                    HttpHeaderName.WWW_AUTHENTICATE,
                                    "Bearer authorization=\"https://login.microsoftonline.com/t\", resource=\"https://vault.azure.net\""),
                    "");
        }
        if (away) {
            return error(request, 403, "Forbidden");
        }
        requests++;
        var path = request.getUrl().getPath().split("/", -1);
        if (path.length == 2 || path[2].isEmpty()) {
            return page(
                    request,
                    values.keySet().stream()
                            .filter(name -> !deleted.contains(name))
                            .sorted()
                            .map(name -> properties(
                                    "/secrets/" + name, values.get(name).getLast()))
                            .toList());
        }
        var name = path[2];
        var version = path.length > 3 ? path[3] : "";
        boolean isThere = values.containsKey(name) && !deleted.contains(name);
        return switch (request.getHttpMethod() + " " + path[1] + (version.equals("recover") ? "/recover" : "")) {
            case "PUT secrets" -> deleted.contains(name) ? error(request, 409, "Conflict") : put(request, name);
            case "GET secrets" -> {
                if (version.equals("versions")) {
                    yield isThere ? page(request, versions(name)) : error(request, 404, "SecretNotFound");
                }
                reads++;
                yield isThere ? secret(request, name, version) : error(request, 404, "SecretNotFound");
            }
            case "PATCH secrets" -> isThere ? tag(request, name, version) : error(request, 404, "SecretNotFound");
            case "DELETE secrets" -> isThere ? delete(request, name) : error(request, 404, "SecretNotFound");
            case "GET deletedsecrets" ->
                deleted.contains(name) ? secret(request, name, "") : error(request, 404, "SecretNotFound");
            case "POST deletedsecrets/recover" -> {
                deleted.remove(name);
                yield secret(request, name, "");
            }
            default -> error(request, 400, "BadParameter");
        };
    }

    private static HttpResponse page(HttpRequest request, List<Map<String, Object>> all) {
        var query = String.valueOf(request.getUrl().getQuery());
        int from = query.contains("skip=") ? Integer.parseInt(query.replaceAll(".*skip=(\\d+).*", "$1")) : 0;
        int to = Math.min(from + PAGE, all.size());
        var body = new HashMap<String, Object>(Map.of("value", all.subList(from, to)));
        if (to < all.size()) {
            body.put("nextLink", URI + request.getUrl().getPath() + "?api-version=7.5&skip=" + to);
        }
        return json(request, body);
    }

    private List<Map<String, Object>> versions(String name) {
        return values.get(name).stream()
                .map(version -> properties("/secrets/" + name + "/" + version.id(), version))
                .toList();
    }

    private static Map<String, Object> properties(String id, Version version) {
        return Map.of(
                "id",
                URI + id,
                "tags",
                version.tags(),
                "attributes",
                Map.of("enabled", true, "created", version.created(), "updated", version.updated()));
    }

    private HttpResponse put(HttpRequest request, String name) {
        var body = body(request);
        var now = clock.instant().getEpochSecond();
        var id = UUID.randomUUID().toString().replace("-", "");
        values.computeIfAbsent(name, any -> new ArrayList<>())
                .add(new Version(id, body.path("value").asText(), tags(body), now, now));
        return secret(request, name, "");
    }

    private HttpResponse tag(HttpRequest request, String name, String id) {
        var all = values.get(name);
        int index = index(all, id);
        if (index < 0) {
            return error(request, 404, "SecretNotFound");
        }
        var before = all.get(index);
        all.set(
                index,
                new Version(
                        before.id(),
                        before.value(),
                        tags(body(request)),
                        before.created(),
                        clock.instant().getEpochSecond()));
        return secret(request, name, id);
    }

    private static Map<String, String> tags(JsonNode body) {
        var tags = new HashMap<String, String>();
        body.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return Map.copyOf(tags);
    }

    private static JsonNode body(HttpRequest request) {
        try {
            return Json.lenient().readTree(request.getBodyAsBinaryData().toString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse delete(HttpRequest request, String name) {
        deleted.add(name);
        return secret(request, name, "");
    }

    private static int index(List<Version> all, String id) {
        return IntStream.range(0, all.size())
                .filter(i -> all.get(i).id().equals(id))
                .findFirst()
                .orElse(-1);
    }

    private HttpResponse secret(HttpRequest request, String name, String version) {
        var all = values.get(name);
        int index = version.isEmpty() ? all.size() - 1 : index(all, version);
        if (index < 0) {
            return error(request, 404, "SecretNotFound");
        }
        var found = all.get(index);
        var answer = new HashMap<>(properties("/secrets/" + name + "/" + found.id(), found));
        answer.put("value", found.value());
        answer.put("recoveryId", URI + "/deletedsecrets/" + name);
        return json(request, answer);
    }

    private static HttpResponse json(HttpRequest request, Object body) {
        return new Answer(
                request, 200, new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json"), Json.write(body));
    }

    private static HttpResponse error(HttpRequest request, int status, String code) {
        return new Answer(
                request,
                status,
                new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json"),
                Json.write(Map.of("error", Map.of("code", code, "message", code))));
    }

    private static final class Answer extends HttpResponse {
        private final int status;
        private final HttpHeaders headers;
        private final byte[] body;

        private Answer(HttpRequest request, int status, HttpHeaders headers, String body) {
            super(request);
            this.status = status;
            this.headers = headers;
            this.body = body.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract, and so to be given.
        public String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(body));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(body);
        }

        @Override
        public Mono<String> getBodyAsString() {
            return getBodyAsString(StandardCharsets.UTF_8);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(new String(body, charset));
        }

        @Override
        public BinaryData getBodyAsBinaryData() {
            return BinaryData.fromBytes(body);
        }
    }
}
