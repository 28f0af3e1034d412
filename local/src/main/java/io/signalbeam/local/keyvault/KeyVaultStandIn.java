package io.signalbeam.local.keyvault;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import io.signalbeam.local.http.Query;
import io.signalbeam.local.identity.TokenCheck;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Key Vault's secrets over HTTPS at {@code https://vault.localhost:PORT}: the host differs from the resource by one
 * label, as on Azure, so that the SDK's check of the challenge stays on.
 *
 * <p>Like Key Vault itself it refuses to read a disabled secret and hands out an expired or not yet valid one with its
 * times; deleted secrets can be recovered until they are purged.
 */
public final class KeyVaultStandIn implements AutoCloseable {
    /** What tokens must be for. */
    public static final String RESOURCE = "https://localhost";

    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");
    private static final Duration KEPT_AFTER_DELETE = Duration.ofDays(90);
    private static final int LONGEST_VALUE = 25 * 1024;

    private final SecretStore store;
    private final TokenCheck tokens;
    private final Clock clock;
    private final HttpService http;

    private KeyVaultStandIn(Path directory, int port, LocalCa ca, TokenCheck tokens, Clock clock) {
        this.store = new SecretStore(directory);
        this.tokens = tokens;
        this.clock = clock;
        this.http = HttpService.startTls("key-vault", port, ca.serverKeys(), ca.password(), this::answer);
    }

    /** Starts it; the secrets are kept in one file under the directory, readable by its owner alone. */
    public static KeyVaultStandIn start(Path directory, int port, LocalCa ca, TokenCheck tokens) {
        return new KeyVaultStandIn(directory, port, ca, tokens, Clock.systemUTC());
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** The vault's address, for {@code KeyVaultUri}. */
    public URI uri() {
        return URI.create("https://vault.localhost:" + port());
    }

    @Override
    public void close() {
        http.close();
    }

    private Response answer(Request request) {
        var authorization = request.header("authorization");
        if (authorization == null
                || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                || !tokens.verify(authorization.substring(7), RESOURCE)) {
            return error(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.")
                    .with(
                            "WWW-Authenticate",
                            "Bearer authorization=\"https://login.microsoftonline.com/"
                                    + "00000000-0000-4000-8000-000000000001\", resource=\"" + RESOURCE + "\"");
        }
        if (!Query.of(request).has("api-version")) {
            return error(400, "BadParameter", "api-version must be specified");
        }
        try {
            return route(request, List.of(request.path().substring(1).split("/", -1)));
        } catch (Refused refused) {
            return error(refused.status, refused.code, refused.getMessage());
        } catch (IOException e) {
            return error(400, "BadParameter", "The body is no JSON");
        }
    }

    private Response route(Request request, List<String> path) throws Refused, IOException {
        var method = request.method().toUpperCase(Locale.ROOT);
        var name = path.size() > 1 ? path.get(1) : "";
        var more = path.size() > 2 ? path.get(2) : "";
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new Refused(400, "BadParameter", "The secret's name must match " + NAME);
        }
        return switch (method + " " + shape(path)) {
            case "GET secrets" -> Listing.secrets(store, false, Query.of(request), uri());
            case "PUT secrets/*" -> ok(Bundle.of(uri(), name, set(name, body(request)), true));
            case "GET secrets/*" ->
                ok(Bundle.of(uri(), name, readable(live(name).current()), true));
            case "GET secrets/*/versions" -> Listing.versions(live(name), Query.of(request), uri());
            case "GET secrets/*/*" -> ok(Bundle.of(uri(), name, readable(version(name, more)), true));
            case "PATCH secrets/*/*" -> ok(Bundle.of(uri(), name, update(name, more, body(request)), false));
            case "DELETE secrets/*" -> ok(deletedBundle(delete(name)));
            case "GET deletedsecrets" -> Listing.secrets(store, true, Query.of(request), uri());
            case "GET deletedsecrets/*" -> ok(deletedBundle(deleted(name)));
            case "DELETE deletedsecrets/*" -> purge(name);
            case "POST deletedsecrets/*/recover" -> ok(recover(name));
            default -> throw new Refused(404, "NotFound", "No such operation: " + method + " " + request.path());
        };
    }

    /** The path with names replaced; a slash at the end counts for nothing, the SDK sends one for "current". */
    private static String shape(List<String> path) {
        var parts = path.getLast().isEmpty() ? path.subList(0, path.size() - 1) : path;
        return switch (parts.size()) {
            case 1 -> parts.get(0);
            case 2 -> parts.get(0) + "/*";
            case 3 ->
                parts.get(2).equals("versions") || parts.get(2).equals("recover")
                        ? parts.get(0) + "/*/" + parts.get(2)
                        : parts.get(0) + "/*/*";
            default -> "";
        };
    }

    private Secret.Version set(String name, JsonNode body) throws Refused {
        var value = body.path("value").textValue();
        if (value == null || value.length() > LONGEST_VALUE) {
            throw new Refused(
                    400, "BadParameter", "value must be a string of at most " + LONGEST_VALUE + " characters");
        }
        var found = store.find(name);
        if (found != null && found.deletedAt() != null) {
            throw new Refused(
                    409,
                    "Conflict",
                    "Secret " + name + " is currently in a deleted but recoverable state, and its name cannot be "
                            + "reused; in this state, the secret can only be recovered or purged.");
        }
        var version = Bundle.version(value, body, clock.instant());
        store.put(Bundle.append(found, name, version));
        return version;
    }

    private Secret.Version update(String name, String id, JsonNode body) throws Refused {
        var changed = Bundle.changed(id.isEmpty() ? live(name).current() : version(name, id), body, clock.instant());
        store.change(name, secret -> Bundle.replace(secret, changed));
        return changed;
    }

    private Secret delete(String name) throws Refused {
        live(name);
        var now = clock.instant().getEpochSecond();
        return store.change(name, secret -> new Secret(secret.name(), secret.versions(), now));
    }

    private Map<String, Object> recover(String name) throws Refused {
        deleted(name);
        var secret = store.change(name, s -> new Secret(s.name(), s.versions(), null));
        return Bundle.of(uri(), name, secret.current(), false);
    }

    private Response purge(String name) throws Refused {
        deleted(name);
        store.remove(name);
        return Response.of(204);
    }

    private Secret live(String name) throws Refused {
        var secret = store.find(name);
        if (secret == null || secret.deletedAt() != null) {
            throw new Refused(
                    404, "SecretNotFound", "A secret with (name/id) " + name + " was not found in this key vault.");
        }
        return secret;
    }

    private Secret deleted(String name) throws Refused {
        var secret = store.find(name);
        if (secret == null || secret.deletedAt() == null) {
            throw new Refused(404, "SecretNotFound", "Deleted Secret not found: " + name);
        }
        return secret;
    }

    private Secret.Version version(String name, String id) throws Refused {
        var version = live(name).version(id);
        if (version == null) {
            throw new Refused(
                    404,
                    "SecretNotFound",
                    "A secret with (name/id) " + name + "/" + id + " was not found in this key vault.");
        }
        return version;
    }

    private static Secret.Version readable(Secret.Version version) throws Refused {
        if (!version.attributes().enabled()) {
            throw new Refused(403, "Forbidden", "Operation get is not allowed on a disabled secret.");
        }
        return version;
    }

    private Map<String, Object> deletedBundle(Secret secret) {
        var bundle = Bundle.of(uri(), secret.name(), secret.current(), false);
        var at = Objects.requireNonNull(secret.deletedAt());
        bundle.put("recoveryId", uri() + "/deletedsecrets/" + secret.name());
        bundle.put("deletedDate", at);
        bundle.put("scheduledPurgeDate", at + KEPT_AFTER_DELETE.toSeconds());
        return bundle;
    }

    private static JsonNode body(Request request) throws IOException {
        return Json.lenient().readTree(request.body());
    }

    private static Response ok(Map<String, Object> body) {
        return Response.of(200, "application/json; charset=utf-8", Json.writeBytes(body));
    }

    private static Response error(int status, String code, @Nullable String message) {
        return Response.of(
                status,
                "application/json; charset=utf-8",
                Json.writeBytes(Map.of("error", Map.of("code", code, "message", message == null ? "" : message))));
    }

    /** An answer of Key Vault other than success. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;
        private final String code;

        Refused(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }
}
