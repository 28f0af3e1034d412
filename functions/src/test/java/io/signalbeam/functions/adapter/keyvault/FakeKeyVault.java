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
import io.signalbeam.shared.json.Json;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Key Vault's answers about secrets, under the unmodified SDK: versions, and names that a deleted secret still holds. */
final class FakeKeyVault implements HttpClient {
    private static final String URI = "https://vault.test";

    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    boolean away;
    int reads;

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
        return Mono.fromSupplier(() -> answer(request));
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
        var path = request.getUrl().getPath().split("/", -1);
        if (path.length == 2 || path[2].isEmpty()) {
            return listing(request);
        }
        var name = path[2];
        var version = path.length > 3 ? path[3] : "";
        boolean isThere = values.containsKey(name) && !deleted.contains(name);
        return switch (request.getHttpMethod() + " " + path[1] + (version.equals("recover") ? "/recover" : "")) {
            case "PUT secrets" -> deleted.contains(name) ? error(request, 409, "Conflict") : put(request, name);
            case "GET secrets" -> {
                reads++;
                yield isThere ? secret(request, name, version) : error(request, 404, "SecretNotFound");
            }
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

    /** One page of all that are not deleted. */
    private HttpResponse listing(HttpRequest request) {
        var items = values.keySet().stream()
                .filter(name -> !deleted.contains(name))
                .sorted()
                .map(name -> Map.of("id", URI + "/secrets/" + name, "attributes", Map.of("enabled", true)))
                .toList();
        return new Answer(
                request,
                200,
                new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json"),
                Json.write(Map.of("value", items)));
    }

    private HttpResponse put(HttpRequest request, String name) {
        try {
            var body = request.getBodyAsBinaryData().toString();
            values.computeIfAbsent(name, any -> new ArrayList<>())
                    .add(Json.lenient().readTree(body).path("value").asText());
            return secret(request, name, "");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse delete(HttpRequest request, String name) {
        deleted.add(name);
        return secret(request, name, "");
    }

    private HttpResponse secret(HttpRequest request, String name, String version) {
        var all = values.get(name);
        int index = version.isEmpty() ? all.size() : Integer.parseInt(version);
        return new Answer(
                request,
                200,
                new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json"),
                Json.write(Map.of(
                        "value",
                        all.get(index - 1),
                        "id",
                        URI + "/secrets/" + name + "/" + index,
                        "recoveryId",
                        URI + "/deletedsecrets/" + name,
                        "attributes",
                        Map.of("enabled", true, "created", 1, "updated", 1))));
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
