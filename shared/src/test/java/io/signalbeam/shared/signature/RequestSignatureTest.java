package io.signalbeam.shared.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.signature.RequestVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignatureTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String NONCE = "0123456789abcdefABCDEF";
    private static final byte[] BODY = "{\"sequence\":7}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOTHING = {};

    // RFC 9421, appendix B.1.4: test-key-ed25519.
    private static final String PUBLIC = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
    private static final String PRIVATE = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF";

    private final RequestSigner signer = new RequestSigner("device-1", PRIVATE);

    /** RFC 9421, appendix B.2.6: signing a request using ed25519. */
    @Test
    void makes_and_verifies_the_signature_of_the_standards_own_example() {
        var message = new Message(
                "POST",
                "/foo",
                "param=Value&Pet=dog",
                Map.of(
                        "Host", "example.com",
                        "Date", "Tue, 20 Apr 2021 02:07:55 GMT",
                        "Content-Type", "application/json",
                        "Content-Length", "18"));
        var input = SignatureInput.of(StructuredFields.innerLists(
                        "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
                                + ";created=1618884473;keyid=\"test-key-ed25519\"")
                .get("sig-b26"));
        var signature = StructuredFields.byteSequences("sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u0"
                        + "2Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:")
                .get("sig-b26");

        assertThat(input.base(message)).contains("""
                        "date": Tue, 20 Apr 2021 02:07:55 GMT
                        "@method": POST
                        "@path": /foo
                        "@authority": example.com
                        "content-type": application/json
                        "content-length": 18
                        "@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")\
                        ;created=1618884473;keyid="test-key-ed25519\"""");
        assertThat(input.holds(message, PUBLIC, signature)).isTrue();
        assertThat(Ed25519.sign(Ed25519.privateKey(PRIVATE), input.base(message).orElseThrow()))
                .isEqualTo(signature);
    }

    /** RFC 9530, appendix B.1 has this digest of this body. */
    @Test
    void digests_a_body_as_the_standard_does() {
        assertThat(ContentDigest.of("{\"hello\": \"world\"}\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
    }

    @Test
    void what_was_signed_is_accepted_with_its_nonce() {
        assertThat(verify(signed("POST", "/api/agent/reports", null, BODY), BODY, NOW.plusSeconds(20)))
                .isEqualTo(new Verdict.Signed(NONCE, NOW.plus(RequestVerifier.MAX_AGE)));
        assertThat(verify(signed("GET", "/api/agent/desired-state", "a=%20", NOTHING), NOTHING, NOW))
                .isInstanceOf(Verdict.Signed.class);
    }

    @Test
    void nothing_of_a_signed_request_can_be_changed() {
        var good = signed("POST", "/api/agent/reports", "a=1", BODY);
        assertThat(verify(good, BODY, NOW)).isInstanceOf(Verdict.Signed.class);
        refused(new Message("PUT", good.path(), good.query(), good.headers()), BODY);
        refused(new Message(good.method(), "/api/agent/lease", good.query(), good.headers()), BODY);
        refused(new Message(good.method(), good.path(), "a=2", good.headers()), BODY);
        refused(new Message(good.method(), good.path(), null, good.headers()), BODY);
        refused(good, "{\"sequence\":8}".getBytes(StandardCharsets.UTF_8));
        refused(with(good, "Content-Digest", ContentDigest.of(NOTHING)), NOTHING);
        refused(
                with(
                        good,
                        "Signature-Input",
                        good.header("signature-input").orElseThrow().replace(NONCE, NONCE + "x")),
                BODY);
        refused(
                with(
                        good,
                        "Signature",
                        signed("POST", "/other", null, BODY).header("signature").orElseThrow()),
                BODY);
    }

    @Test
    void a_body_cannot_be_slipped_under_a_signature_without_one() {
        refused(
                with(signed("POST", "/api/agent/lease", null, NOTHING), "Content-Digest", ContentDigest.of(BODY)),
                BODY);
    }

    @Test
    void a_signature_is_good_for_five_minutes_each_way() {
        var good = signed("GET", "/api/devices/me", null, NOTHING);
        assertThat(verify(good, NOTHING, NOW.plus(Duration.ofMinutes(5)))).isInstanceOf(Verdict.Signed.class);
        assertThat(verify(good, NOTHING, NOW.minus(Duration.ofMinutes(5)))).isInstanceOf(Verdict.Signed.class);
        assertThat(verify(good, NOTHING, NOW.plus(Duration.ofSeconds(301)))).isInstanceOf(Verdict.Wrong.class);
        assertThat(verify(good, NOTHING, NOW.minus(Duration.ofSeconds(301)))).isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void another_devices_id_or_key_is_refused() throws Exception {
        var good = signed("GET", "/api/devices/me", null, NOTHING);
        assertThat(RequestVerifier.verify(good, NOTHING, PUBLIC, "device-2", NOW))
                .isInstanceOf(Verdict.Wrong.class);
        var other = Base64.getEncoder()
                .encodeToString(KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPublic()
                        .getEncoded());
        assertThat(RequestVerifier.verify(good, NOTHING, other, "device-1", NOW))
                .isInstanceOf(Verdict.Wrong.class);
        assertThat(RequestVerifier.verify(good, NOTHING, "no key", "device-1", NOW))
                .isInstanceOf(Verdict.Wrong.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(\"@method\" \"@path\");created=1795262400;keyid=\"device-1\";nonce=\"0123456789abcdef\";tag=\"signalbeam-device\"",
                "(\"@method\" \"@path\" \"@query\");keyid=\"device-1\";nonce=\"0123456789abcdef\";tag=\"signalbeam-device\"",
                "(\"@method\" \"@path\" \"@query\");created=1795262400;keyid=\"device-1\";tag=\"signalbeam-device\"",
                "(\"@method\" \"@path\" \"@query\");created=1795262400;keyid=\"device-1\";nonce=\"short\";tag=\"signalbeam-device\"",
                "(\"@method\" \"@path\" \"@query\");created=1795262400;nonce=\"0123456789abcdef\";tag=\"signalbeam-device\"",
                "(\"@method\" \"@path\" \"@query\");created=1795262400;keyid=\"device-1\";nonce=\"0123456789abcdef\";alg=\"hmac-sha256\";tag=\"signalbeam-device\"",
                "(\"@method\" \"@path\" \"@query\" \"@path\");created=1795262400;keyid=\"device-1\";nonce=\"0123456789abcdef\";tag=\"signalbeam-device\""
            })
    void a_signature_that_says_too_little_is_refused_though_it_holds(String input) {
        var message = new Message("GET", "/api/devices/me", null, Map.of());
        var list = StructuredFields.innerLists("s=" + input).get("s");
        var base = SignatureInput.of(list).base(message).orElse(list.text());
        var signature = Base64.getEncoder().encodeToString(Ed25519.sign(Ed25519.privateKey(PRIVATE), base));
        var sent = with(with(message, "Signature-Input", "s=" + input), "Signature", "s=:" + signature + ":");
        assertThat(RequestVerifier.verify(sent, NOTHING, PUBLIC, "device-1", Instant.ofEpochSecond(1_795_262_400)))
                .isInstanceOf(Verdict.Wrong.class);
    }

    @Test
    void signatures_of_others_on_the_way_are_passed_over() {
        var good = signed("GET", "/api/devices/me", null, NOTHING);
        var more = with(
                with(
                        good,
                        "Signature-Input",
                        "proxy=(\"@method\");created=1, "
                                + good.header("signature-input").orElseThrow()),
                "Signature",
                "proxy=:AAAA:,\t" + good.header("signature").orElseThrow());
        assertThat(verify(more, NOTHING, NOW)).isInstanceOf(Verdict.Signed.class);
        assertThat(verify(
                        new Message("GET", "/", null, Map.of("Signature-Input", "proxy=(\"@method\");created=1")),
                        NOTHING,
                        NOW))
                .isEqualTo(new Verdict.Unsigned());
        assertThat(verify(new Message("GET", "/", null, Map.of()), NOTHING, NOW))
                .isEqualTo(new Verdict.Unsigned());
    }

    @Test
    void mutated_fields_never_throw_and_never_pass_with_another_meaning() {
        var good = signed("POST", "/api/agent/reports", null, BODY);
        var input = good.header("signature-input").orElseThrow();
        var signature = good.header("signature").orElseThrow();
        Seeded.cases(4000, random -> {
            var mutated = Seeded.mutate(random, input, "()\";=:,\\ \t@-*1aZ");
            var verdict = verify(with(good, "Signature-Input", mutated), BODY, NOW);
            if (verdict instanceof Verdict.Signed) {
                assertThat(mutated.strip()).isEqualTo(input);
            }
            verify(with(good, "Signature", Seeded.mutate(random, signature, "()\";=:,\\ \t@-*1aZ")), BODY, NOW);
        });
    }

    @Test
    void a_signer_needs_a_private_key_and_does_not_show_it() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestSigner("device-1", PUBLIC))
                .withMessageNotContaining(PUBLIC);
        assertThat(signer.toString()).doesNotContain(PRIVATE);
    }

    private Message signed(String method, String path, String query, byte[] body) {
        var message = new Message(method, path, query, Map.of());
        return new Message(method, path, query, signer.sign(message, body, NOW, NONCE));
    }

    private static Message with(Message message, String header, String value) {
        var headers = new HashMap<>(message.headers());
        headers.remove(header);
        headers.put(header, value);
        return new Message(message.method(), message.path(), message.query(), headers);
    }

    private static void refused(Message message, byte[] body) {
        assertThat(verify(message, body, NOW)).isInstanceOf(Verdict.Wrong.class);
    }

    private static Verdict verify(Message message, byte[] body, Instant now) {
        return RequestVerifier.verify(message, body, PUBLIC, "device-1", now);
    }
}
