package io.signalbeam.agent.adapter.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.agent.adapter.registry.RegistryImage.Layer;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.credential.RegistryLogin;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests by the OCI distribution protocol, version 1.1: with a login where there is one, by HTTP's Basic scheme or for
 * a token as the registry wants it, and else with an anonymous token. It is asked for advice only: whatever it does not say, the engine will find out.
 */
public final class RegistryClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int MOST_REDIRECTS = 5;
    private static final String KINDS = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json");
    private static final Pattern PARAMETER = Pattern.compile("(realm|service|scope)=\"([^\"]*)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // By hand: a login is for the registry, and not for the store that it leads to.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    @Nullable private final RegistryLogin login;

    /** What goes into the header {@code Authorization}. */
    @Nullable private String authorization;

    /** @param login absent asks as nobody */
    public RegistryClient(@Nullable RegistryLogin login) {
        this.login = login;
    }

    /**
     * What an image is made of.
     *
     * @param arch in Go's words, {@code amd64}
     * @return empty when the registry does not say
     * @throws TransientFailure when it asks to be left alone, with for how long
     */
    public Optional<RegistryImage> image(ImageReference reference, String arch) throws InterruptedException {
        var root = root(reference);
        try {
            var wanted = Objects.requireNonNullElse(reference.digest(), reference.tag());
            var manifest = json(root.resolve("manifests/" + wanted));
            if (manifest.has("manifests")) {
                var one = ofArch(manifest.path("manifests"), arch);
                if (one.isEmpty()) {
                    return Optional.empty();
                }
                manifest = json(root.resolve("manifests/" + one.get()));
            }
            var config = json(root.resolve(
                    "blobs/" + manifest.path("config").path("digest").asText()));
            return image(manifest.path("layers"), config.path("rootfs").path("diff_ids"));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** Of loopback in clear, as the engine does it; of any other with TLS. */
    private static URI root(ImageReference reference) {
        var domain = reference.domain().equals("docker.io") ? "registry-1.docker.io" : reference.domain();
        var host = domain.replaceFirst(":[0-9]+$", "");
        boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return URI.create((loopback ? "http" : "https") + "://" + domain + "/v2/" + reference.path() + "/");
    }

    private static Optional<String> ofArch(JsonNode manifests, String arch) {
        for (var one : manifests) {
            var platform = one.path("platform");
            if (platform.path("os").asText().equals("linux")
                    && platform.path("architecture").asText().equals(arch)) {
                return Optional.of(one.path("digest").asText());
            }
        }
        return Optional.empty();
    }

    private static Optional<RegistryImage> image(JsonNode sizes, JsonNode diffIds) {
        if (sizes.isEmpty() || sizes.size() != diffIds.size()) {
            return Optional.empty();
        }
        var layers = new ArrayList<Layer>();
        for (int i = 0; i < sizes.size(); i++) {
            layers.add(
                    new Layer(sizes.get(i).path("size").asLong(), diffIds.get(i).asText()));
        }
        return Optional.of(new RegistryImage(layers));
    }

    private JsonNode json(URI uri) throws IOException, InterruptedException {
        var response = get(uri, authorization);
        if (response.statusCode() == 401 && authorization == null) {
            authorization = authorization(response);
            response = get(uri, authorization);
        }
        for (int i = 0; i < MOST_REDIRECTS && isRedirect(response); i++) {
            uri = uri.resolve(response.headers().firstValue("Location").orElseThrow());
            response = get(uri, null);
        }
        int status = response.statusCode();
        if (status == 429 || status == 503) {
            throw new TransientFailure(
                    "pull-failed", uri.getHost() + " asks for patience (HTTP " + status + ")", wait(response), null);
        }
        if (status != 200) {
            throw new IOException(uri + " answers HTTP " + status);
        }
        return Json.lenient().readTree(response.body());
    }

    private static boolean isRedirect(HttpResponse<?> response) {
        return response.statusCode() >= 301
                && response.statusCode() <= 308
                && response.headers().firstValue("Location").isPresent();
    }

    private HttpResponse<byte[]> get(URI uri, @Nullable String authorized) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Accept", KINDS);
        if (authorized != null) {
            request.header("Authorization", authorized);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private String authorization(HttpResponse<byte[]> refusal) throws IOException, InterruptedException {
        var challenge = refusal.headers().firstValue("WWW-Authenticate").orElse("");
        var scheme = challenge.split(" ", 2)[0].toLowerCase(Locale.ROOT);
        if (scheme.equals("basic") && login != null) {
            return basic(login);
        }
        if (!scheme.equals("bearer")) {
            throw new IOException("the registry wants credentials");
        }
        var parameters = PARAMETER.matcher(challenge).results().toList();
        var realm = value(parameters.stream(), "realm").orElseThrow(() -> new IOException("a challenge without realm"));
        var query = Stream.of("service", "scope")
                .flatMap(name -> value(parameters.stream(), name).stream()
                        .map(value -> name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
        var place = URI.create(realm + "?" + query);
        // A registry that is asked with TLS may not have the login sent in clear.
        boolean safe =
                "https".equals(place.getScheme()) || "http".equals(refusal.uri().getScheme());
        var answer = get(place, login != null && safe ? basic(login) : null);
        if (answer.statusCode() != 200) {
            throw new IOException("the registry gives no token: HTTP " + answer.statusCode());
        }
        var json = Json.lenient().readTree(answer.body());
        return "Bearer " + json.path("token").asText(json.path("access_token").asText());
    }

    private static String basic(RegistryLogin login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.text().getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> value(Stream<MatchResult> parameters, String name) {
        return parameters
                .filter(parameter -> parameter.group(1).equals(name))
                .map(parameter -> parameter.group(2))
                .findFirst();
    }

    private static Duration wait(HttpResponse<byte[]> response) {
        var seconds = response.headers().firstValue("Retry-After").orElse("");
        var wait = seconds.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ofSeconds(60);
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
