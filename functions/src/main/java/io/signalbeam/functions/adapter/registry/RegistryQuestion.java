package io.signalbeam.functions.adapter.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.adapter.OutboundHttp;
import io.signalbeam.functions.rollouts.Architecture;
import io.signalbeam.functions.rollouts.ImageRegistry.Answer;
import io.signalbeam.functions.rollouts.ImageRegistry.Image;
import io.signalbeam.functions.rollouts.ImageRegistry.Layer;
import io.signalbeam.functions.rollouts.ImageRegistry.Unknown;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One image, asked for by the OCI distribution protocol, version 1.1: without credentials, with an anonymous token where the
 * registry hands those out. Every address that an answer names is called by the same guarded way as the first.
 */
final class RegistryQuestion {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(3);
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    /** A signed link to where blobs lie; more of them lead nowhere. */
    private static final int MOST_REDIRECTS = 2;

    private static final String KINDS = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json");
    private static final Pattern PARAMETER = Pattern.compile("(realm|service|scope)=\"([^\"]*)\"");

    private final OutboundHttp http;
    private final ImageReference image;
    private final Set<String> architectures;
    private @Nullable String token;

    RegistryQuestion(OutboundHttp http, ImageReference image, Set<String> architectures) {
        this.http = http;
        this.image = image;
        this.architectures = architectures;
    }

    /** No answer came at all. */
    static final class Unreachable extends IOException {
        Unreachable(IOException cause) {
            super(cause);
        }
    }

    private record Response(int status, String challenge, byte[] body) {}

    /** @throws IOException when the registry is not reached, or says what cannot be understood */
    Answer ask() throws IOException {
        var response = get("manifests/" + Objects.requireNonNullElse(image.digest(), image.tag()));
        return switch (response.status()) {
            case 200 -> {
                var manifest = json(response);
                yield manifest.has("manifests") ? index(manifest.path("manifests")) : single(manifest);
            }
            case 401, 403 -> new Unknown("Its registry asks for credentials.");
            case 404 -> new Unknown("Its registry has no such image.");
            case 429 -> new Unknown("Its registry asks for patience.");
            default -> new Unknown("Its registry answered with HTTP " + response.status() + ".");
        };
    }

    private Answer index(JsonNode manifests) throws IOException {
        var digests = new HashMap<String, String>();
        for (var one : manifests) {
            var platform = one.path("platform");
            // Attestations stand in an index too, as of an unknown system.
            if (platform.path("os").asText().equals("linux")) {
                digests.putIfAbsent(platform(platform), one.path("digest").asText());
            }
        }
        var layers = new HashMap<String, List<Layer>>();
        for (var arch : architectures) {
            var best = Architecture.best(arch, digests.keySet()).orElse(null);
            if (best != null && !layers.containsKey(best)) {
                var response = get("manifests/" + digests.get(best));
                if (response.status() == 200) {
                    layers.put(best, layers(json(response)));
                }
            }
        }
        return new Image(digests.keySet(), layers);
    }

    /** For which platform that is stands in its configuration. */
    private Answer single(JsonNode manifest) throws IOException {
        var config = get("blobs/" + manifest.path("config").path("digest").asText());
        if (config.status() != 200) {
            return new Unknown("Its registry does not say for which machines it is.");
        }
        var platform = platform(json(config));
        return new Image(Set.of(platform), Map.of(platform, layers(manifest)));
    }

    private static String platform(JsonNode platform) {
        return Architecture.of(
                platform.path("architecture").asText(), platform.path("variant").asText());
    }

    private static List<Layer> layers(JsonNode manifest) {
        var layers = new ArrayList<Layer>();
        for (var layer : manifest.path("layers")) {
            layers.add(
                    new Layer(layer.path("digest").asText(), layer.path("size").asLong()));
        }
        return layers;
    }

    private Response get(String path) throws IOException {
        var domain = image.domain().equals("docker.io") ? "registry-1.docker.io" : image.domain();
        var url = url(scheme(domain) + "://" + domain + "/v2/" + image.path() + "/" + path);
        var response = get(url, token);
        if (response.status() == 401 && token == null) {
            token = anonymousToken(response.challenge());
            return token == null ? response : get(url, token);
        }
        return response;
    }

    /** Of loopback in clear, as engines do it. It is called only where private addresses are. */
    private static String scheme(String domain) {
        var host = domain.replaceFirst(":[0-9]+$", "");
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]") ? "http" : "https";
    }

    private @Nullable String anonymousToken(String challenge) throws IOException {
        if (!challenge.startsWith("Bearer ")) {
            return null;
        }
        var parameters = new HashMap<String, String>();
        PARAMETER.matcher(challenge).results().forEach(found -> parameters.put(found.group(1), found.group(2)));
        var query = new ArrayList<String>();
        for (var name : List.of("service", "scope")) {
            if (parameters.containsKey(name)) {
                query.add(name + "=" + URLEncoder.encode(parameters.get(name), StandardCharsets.UTF_8));
            }
        }
        var answer = get(url(parameters.getOrDefault("realm", "") + "?" + String.join("&", query)), null);
        if (answer.status() != 200) {
            return null;
        }
        var json = json(answer);
        return json.path("token").asText(json.path("access_token").asText());
    }

    private Response get(URI first, @Nullable String bearer) throws IOException {
        var url = first;
        for (int redirect = 0; redirect <= MOST_REDIRECTS; redirect++) {
            var connection = open(url);
            try {
                connection.setRequestProperty("accept", KINDS);
                // A token is for the registry, and not for where its blobs lie.
                if (bearer != null && url.equals(first)) {
                    connection.setRequestProperty("authorization", "Bearer " + bearer);
                }
                int status = status(connection);
                var location = connection.getHeaderField("location");
                if (status < 300 || status >= 400 || location == null) {
                    return new Response(
                            status,
                            Objects.requireNonNullElse(connection.getHeaderField("www-authenticate"), ""),
                            status == 200 ? body(connection) : new byte[0]);
                }
                url = url.resolve(url(location));
            } finally {
                connection.disconnect();
            }
        }
        throw new IOException("too many redirects");
    }

    private HttpURLConnection open(URI url) throws IOException {
        try {
            return http.open(url, CONNECT, READ);
        } catch (IOException e) {
            throw new Unreachable(e);
        }
    }

    private static int status(HttpURLConnection connection) throws IOException {
        try {
            return connection.getResponseCode();
        } catch (IOException e) {
            throw new Unreachable(e);
        }
    }

    private static byte[] body(HttpURLConnection connection) throws IOException {
        try (var in = connection.getInputStream()) {
            var body = in.readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw new IOException("an answer of more than " + MOST_BYTES + " bytes");
            }
            return body;
        }
    }

    private static JsonNode json(Response response) throws IOException {
        return Json.lenient().readTree(response.body());
    }

    private static URI url(String text) throws IOException {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("no address", e);
        }
    }
}
