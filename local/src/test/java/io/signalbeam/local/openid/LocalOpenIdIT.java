package io.signalbeam.local.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.openid.LocalOpenId.Settings;
import io.signalbeam.shared.json.Json;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalOpenIdIT {
    private static final URI BACK = URI.create("http://127.0.0.1:4280/signed-in");
    private static final String VERIFIER = "a-verifier-of-enough-letters-to-be-taken-as-one-0123456789";

    @TempDir
    Path directory;

    private final NodeServices services = NodeServices.installed(Path.of("services"));
    private final List<Person> people = Person.readAll(Path.of("services/people.json"));
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private LocalOpenId openId;

    @BeforeEach
    void start() {
        openId = LocalOpenId.start(services, directory, new Settings(0, people, List.of(BACK), true));
    }

    @AfterEach
    void stop() {
        openId.close();
        http.close();
    }

    @Test
    void a_person_signs_in_with_code_and_pkce_by_the_button_and_by_password() throws Exception {
        for (var form : List.of(Map.of("sub", "otto"), Map.of("email", "otto@demo.example", "password", "demo"))) {
            var fresh =
                    HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
            try (fresh) {
                var tokens = exchange(fresh, signIn(fresh, form));
                var claims = verified(tokens.required("access_token").textValue());
                assertThat(claims.getStringClaim("iss"))
                        .isEqualTo(openId.issuer().toString());
                assertThat(claims.getAudience()).containsExactly("signalbeam-api");
                assertThat(claims.getSubject()).isEqualTo("otto");
                assertThat(claims.getStringClaim("email")).isEqualTo("otto@demo.example");
                assertThat(claims.getStringClaim("name")).isEqualTo("Otto Brandt");
                assertThat(claims.getStringClaim("tenant")).isEqualTo("demo");
                assertThat(claims.getStringListClaim("roles")).containsExactly("Operator");
                assertThat(verified(tokens.required("id_token").textValue()).getStringClaim("name"))
                        .isEqualTo("Otto Brandt");
            }
        }
    }

    @Test
    void refresh_tokens_rotate_survive_a_restart_and_die_when_one_is_used_twice() throws Exception {
        var first = exchange(http, signIn(http, Map.of("sub", "ada")))
                .required("refresh_token")
                .textValue();
        var port = openId.port();
        openId.close();
        openId = LocalOpenId.start(services, directory, new Settings(port, people, List.of(BACK), true));

        var again = json(refresh(first));
        verified(again.required("access_token").textValue());
        var second = again.required("refresh_token").textValue();
        assertThat(second).isNotEqualTo(first);

        assertThat(refresh(first).statusCode()).isEqualTo(400);
        assertThat(refresh(second).statusCode()).isEqualTo(400);
    }

    @Test
    void a_wrong_password_a_wrong_verifier_and_a_foreign_redirect_are_refused() throws Exception {
        var page = authorize(http, BACK);
        var refused = post(http, page.uri(), Map.of("email", "ada@demo.example", "password", "guess"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("E-mail or password is wrong");

        var code = signIn(http, Map.of("sub", "ada"));
        var wrong = post(
                http,
                openId.issuer().resolve("/token"),
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        LocalOpenId.CLIENT,
                        "redirect_uri",
                        BACK.toString(),
                        "code_verifier",
                        VERIFIER + "x",
                        "code",
                        code));
        assertThat(wrong.statusCode()).isEqualTo(400);

        assertThat(authorize(http, URI.create("http://evil.example/")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void the_page_lists_the_people_and_the_web_app_alone_may_call_from_a_browser() throws Exception {
        var page = authorize(http, BACK).body();
        assertThat(page)
                .contains("Ada Lindqvist", "Otto Brandt", "Vera Okafor", "lang=\"en\"", "prefers-color-scheme: dark");

        for (var origin : List.of("http://127.0.0.1:4280", "http://evil.example")) {
            var answer = http.send(
                    HttpRequest.newBuilder(openId.issuer().resolve("/jwks"))
                            .header("origin", origin)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        var token = http.send(
                HttpRequest.newBuilder(openId.issuer().resolve("/token"))
                        .header("origin", "http://evil.example")
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(
                                "grant_type=refresh_token&refresh_token=x&client_id=" + LocalOpenId.CLIENT))
                        .build(),
                BodyHandlers.ofString());
        assertThat(token.statusCode()).isEqualTo(400);
        assertThat(token.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void development_tokens_are_real_tokens_and_only_there_when_asked_for() throws Exception {
        assertThat(verified(openId.token("vera")).getStringListClaim("roles")).containsExactly("Viewer");
        var odd = verified(openId.token("new", Duration.ofMinutes(-1), Map.of("tenant", "other")));
        assertThat(odd.getStringClaim("tenant")).isEqualTo("other");
        assertThat(odd.getExpirationTime().toInstant()).isBefore(Instant.now());
        assertThatThrownBy(() -> openId.token("nobody", Duration.ofMinutes(1), Map.of()))
                .isInstanceOf(IllegalStateException.class);

        var viaForm = post(http, openId.issuer().resolve("/dev/token"), Map.of("sub", "vera"));
        assertThat(viaForm.statusCode()).isEqualTo(400);

        try (var closed = LocalOpenId.start(
                services, directory.resolve("other"), new Settings(0, people, List.of(BACK), false))) {
            assertThatThrownBy(() -> closed.token("vera")).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Follows the redirects up to the sign-in page, or to the error. */
    private HttpResponse<String> authorize(HttpClient client, URI back) throws Exception {
        var challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        return follow(
                client,
                openId.issuer()
                        .resolve("/auth?"
                                + encode(Map.of(
                                        "client_id", LocalOpenId.CLIENT,
                                        "response_type", "code",
                                        "scope", "openid email profile offline_access",
                                        "redirect_uri", back.toString(),
                                        "prompt", "login",
                                        "state", "s",
                                        "code_challenge", challenge,
                                        "code_challenge_method", "S256"))));
    }

    /** Sends the form and returns the code that comes back to the web app's address. */
    private String signIn(HttpClient client, Map<String, String> form) throws Exception {
        var page = authorize(client, BACK);
        assertThat(page.statusCode()).isEqualTo(200);
        var answer = post(client, page.uri(), form);
        assertThat(answer.statusCode()).isBetween(300, 399);
        var last = follow(
                client,
                page.uri().resolve(answer.headers().firstValue("location").orElseThrow()));
        var location = URI.create(last.headers().firstValue("location").orElseThrow());
        assertThat(location.toString()).startsWith(BACK + "?");
        for (var pair : location.getQuery().split("&", -1)) {
            if (pair.startsWith("code=")) {
                return pair.substring(5);
            }
        }
        throw new AssertionError("No code in " + location);
    }

    private JsonNode exchange(HttpClient client, String code) throws Exception {
        return json(post(
                client,
                openId.issuer().resolve("/token"),
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        LocalOpenId.CLIENT,
                        "redirect_uri",
                        BACK.toString(),
                        "code_verifier",
                        VERIFIER,
                        "code",
                        code)));
    }

    private HttpResponse<String> refresh(String token) throws Exception {
        return post(
                http,
                openId.issuer().resolve("/token"),
                Map.of("grant_type", "refresh_token", "client_id", LocalOpenId.CLIENT, "refresh_token", token));
    }

    private JWTClaimsSet verified(String token) throws Exception {
        var configuration = json(get(openId.issuer().resolve("/.well-known/openid-configuration")));
        assertThat(configuration.required("issuer").textValue())
                .isEqualTo(openId.issuer().toString());
        var keys = JWKSet.parse(
                get(URI.create(configuration.required("jwks_uri").textValue())).body());
        var jwt = SignedJWT.parse(token);
        var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
        assertThat(key.isPrivate()).isFalse();
        assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
        return jwt.getJWTClaimsSet();
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> follow(HttpClient client, URI start) throws Exception {
        var uri = start;
        while (true) {
            var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            if (answer.statusCode() < 300 || answer.statusCode() >= 400) {
                return answer;
            }
            var next = uri.resolve(answer.headers().firstValue("location").orElseThrow());
            if (next.toString().startsWith(BACK.toString())) {
                return answer;
            }
            uri = next;
        }
    }

    private static HttpResponse<String> post(HttpClient client, URI uri, Map<String, String> form) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encode(form)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.lenient().readTree(answer.body());
    }

    private static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
