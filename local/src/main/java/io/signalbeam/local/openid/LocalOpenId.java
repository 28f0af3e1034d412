package io.signalbeam.local.openid;

import io.signalbeam.local.node.NodeProcess;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The OpenID provider as a child process: discovery, code with PKCE for the public client {@value #CLIENT}, rotating
 * refresh tokens, and access tokens that are JWTs (RS256) with {@code email}, {@code name}, {@code tenant} and
 * {@code roles}.
 */
public final class LocalOpenId implements AutoCloseable {
    /** The web app's client id. */
    public static final String CLIENT = "signalbeam-web";

    /** The audience of the access tokens. */
    public static final String AUDIENCE = "signalbeam-api";

    private static final Pattern READY = Pattern.compile("OpenID provider ready at (http://127\\.0\\.0\\.1:(\\d+))");

    private final NodeProcess process;
    private final URI issuer;
    private final HttpClient http = HttpClient.newHttpClient();

    private LocalOpenId(NodeProcess process, URI issuer) {
        this.process = process;
        this.issuer = issuer;
    }

    /**
     * What the provider is told.
     *
     * @param port 0 takes a free one; the issuer's address has it, so a changed port invalidates issued tokens
     * @param redirectUris where the web app may be sent back to; their origins may call the token endpoint
     * @param devTokens opens {@code POST /dev/token}, which signs anybody in without asking
     */
    public record Settings(int port, List<Person> people, List<URI> redirectUris, boolean devTokens) {
        public Settings {
            people = List.copyOf(people);
            redirectUris = List.copyOf(redirectUris);
        }
    }

    /** Starts it; its keys, sessions and refresh tokens are kept under the directory. */
    public static LocalOpenId start(NodeServices services, Path directory, Settings settings) {
        OwnerOnly.directory(directory);
        var file = directory.toAbsolutePath().resolve("settings.json");
        OwnerOnly.write(
                file,
                Json.writeBytes(Map.of(
                        "port", settings.port(),
                        "audience", AUDIENCE,
                        "people", settings.people(),
                        "redirectUris", settings.redirectUris(),
                        "devTokens", settings.devTokens())));
        var started = NodeProcess.start(
                "The OpenID provider",
                services,
                "openid.mjs",
                List.of(file.toString(), directory.toAbsolutePath().toString()),
                Map.of("NODE_ENV", "production"),
                directory.resolve("openid.log"),
                List.of(READY));
        return new LocalOpenId(
                started.process(), URI.create(started.lines().getFirst().group(1)));
    }

    /** The issuer's address, without a slash at the end. */
    public URI issuer() {
        return issuer;
    }

    /** The port it listens on. */
    public int port() {
        return issuer.getPort();
    }

    /** An access token of one of the people, good for an hour. */
    public String token(String sub) {
        return token(sub, Duration.ofHours(1), Map.of());
    }

    /**
     * An access token of anybody.
     *
     * @param lifetime may be negative: a token that is over
     * @param claims added to the person's own, or in their place
     * @throws IllegalStateException when the endpoint is off, or nobody has this {@code sub} and there are no claims
     */
    public String token(String sub, Duration lifetime, Map<String, ?> claims) {
        var wish = Map.of("sub", sub, "expiresIn", lifetime.toSeconds(), "claims", claims);
        var request = HttpRequest.newBuilder(issuer.resolve("/dev/token"))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(Json.writeBytes(wish)))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "No token for " + sub + ": " + answer.statusCode() + " " + answer.body());
            }
            return Json.lenient()
                    .readTree(answer.body())
                    .required("access_token")
                    .textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a token", e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.close();
    }
}
