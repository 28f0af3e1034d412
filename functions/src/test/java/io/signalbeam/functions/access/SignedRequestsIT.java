package io.signalbeam.functions.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.signature.Message;
import io.signalbeam.shared.signature.RequestSigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignedRequestsIT {
    private TestCloud cloud;
    private TestApi admin;
    private Signing device;

    /** A device, what it is called by, and its own private key. */
    private record Signing(String id, String key, RequestSigner signer) {}

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        cloud.tenant("acme");
        cloud.tenant("other");
        admin = cloud.person("acme", "Admin");
        device = enroll("acme", pair());
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_tenant_asks_for_signatures_and_may_stop_asking() {
        cloud.device(device.key()).get("/agent/desired-state").is(200);
        assertThat(require(true).text("/requireSignedRequests")).isEqualTo("true");
        cloud.device(device.key()).get("/agent/desired-state").isProblem(401, "signature-required");
        send(device, "GET", "/agent/desired-state", null).is(200);
        require(false);
        cloud.device(device.key()).get("/agent/desired-state").is(200);
        assertThat(admin.get("/audit").texts("items", "action")).contains("tenant.change");
    }

    @Test
    void a_copied_key_alone_is_useless_for_everything_that_a_device_can_call() {
        require(true);
        var stolen = cloud.device(device.key());
        var thief = new RequestSigner(device.id(), base64(pair().getPrivate().getEncoded()));
        for (var operation : Operation.values()) {
            if (operation.access() == Operation.Access.DEVICE) {
                var path = TestApi.ownPath(operation, device.id());
                var body = operation.method().equals("GET") ? null : "{}";
                stolen.send(operation.method(), path, body).isProblem(401, "signature-required");
                send(new Signing(device.id(), device.key(), thief), operation.method(), path, body)
                        .isProblem(401, "signature-invalid");
            }
        }
    }

    @Test
    void a_body_that_was_changed_on_the_way_is_refused() {
        require(true);
        var signed = headers(device, "POST", "/agent/keys/rotate", "{\"keyId\":\"a\"}", nonce());
        var api = with(cloud.device(device.key()), signed);
        api.post("/agent/keys/rotate", "{\"keyId\":\"b\"}").isProblem(401, "signature-invalid");
        api.post("/agent/keys/rotate", "{\"keyId\":\"a\"}").isProblem(400, "validation-failed");
    }

    @Test
    void what_changes_something_is_taken_once_and_a_poll_as_often_as_it_comes() {
        require(true);
        var lease = with(cloud.device(device.key()), headers(device, "POST", "/agent/lease", null, nonce()));
        lease.post("/agent/lease", null).is(200);
        lease.post("/agent/lease", null).isProblem(401, "signature-invalid");
        var poll = with(cloud.device(device.key()), headers(device, "GET", "/agent/desired-state", null, nonce()));
        poll.get("/agent/desired-state").is(200);
        poll.get("/agent/desired-state").is(200);
    }

    @Test
    void a_signature_ends_after_five_minutes_and_its_nonce_is_forgotten_then() {
        require(true);
        var signed = headers(device, "POST", "/agent/lease", null, nonce());
        var api = with(cloud.device(device.key()), signed);
        api.post("/agent/lease", null).is(200);
        cloud.clock.advance(Duration.ofSeconds(301));
        api.post("/agent/lease", null).isProblem(401, "signature-invalid");
        send(device, "POST", "/agent/lease", null).is(200);
        assertThat(nonces()).isEqualTo(1);
    }

    @Test
    void another_devices_signature_is_not_the_devices_own() {
        var other = enroll("acme", pair());
        require(true);
        send(new Signing(device.id(), device.key(), other.signer()), "GET", "/agent/desired-state", null)
                .isProblem(401, "signature-invalid");
        send(new Signing(device.id(), other.key(), device.signer()), "GET", "/agent/desired-state", null)
                .isProblem(401, "signature-invalid");
    }

    @Test
    void devices_without_a_signing_key_are_counted_and_refused() {
        var old = enroll("acme", null);
        assertThat(admin.get("/tenant").is(200).text("/devicesWithoutSigningKey"))
                .isEqualTo("1");
        require(true);
        cloud.device(old.key()).get("/agent/desired-state").isProblem(401, "signature-required");
    }

    @Test
    void the_setting_is_of_one_tenant_and_of_its_admins() {
        var elsewhere = enroll("other", pair());
        require(true);
        cloud.device(elsewhere.key()).get("/agent/desired-state").is(200);
        assertThat(cloud.person("other", "Viewer").get("/tenant").is(200).text("/requireSignedRequests"))
                .isEqualTo("false");
        cloud.person("acme", "Operator")
                .patch("/tenant", Map.of("requireSignedRequests", false))
                .isProblem(403, "role-required");
        admin.patch("/tenant", Map.of()).isProblem(400, "validation-failed");
    }

    @Test
    void a_new_device_of_such_a_tenant_enrols_without_and_signs_from_then_on() {
        require(true);
        var late = enroll("acme", pair());
        send(late, "POST", "/agent/lease", null).is(200);
    }

    private TestApi.Answer require(boolean required) {
        return admin.patch("/tenant", Map.of("requireSignedRequests", required)).is(200);
    }

    private TestApi.Answer send(Signing as, String method, String path, String body) {
        return with(cloud.device(as.key()), headers(as, method, path, body, nonce()))
                .send(method, path, body);
    }

    private Map<String, String> headers(Signing as, String method, String path, String body, String nonce) {
        var uri = URI.create("/api" + path);
        var message = new Message(method, uri.getRawPath(), uri.getRawQuery(), Map.of());
        return as.signer()
                .sign(
                        message,
                        (body == null ? "" : body).getBytes(StandardCharsets.UTF_8),
                        cloud.clock.instant(),
                        nonce);
    }

    private static TestApi with(TestApi api, Map<String, String> headers) {
        var more = api;
        for (var header : headers.entrySet()) {
            more = more.with(header.getKey(), header.getValue());
        }
        return more;
    }

    private Signing enroll(String tenant, KeyPair pair) {
        var token = cloud.person(tenant, "Admin")
                .post("/enrollment-tokens", Map.of("maxUses", 1))
                .is(201)
                .text("/token");
        var request = new HashMap<String, Object>(Map.of(
                "token", token,
                "requestId", UuidV7.random().toString(),
                "facts", Map.of("version", "0.1.0", "os", "linux", "arch", "arm64", "hostname", "h")));
        if (pair != null) {
            request.put("signingKey", base64(pair.getPublic().getEncoded()));
        }
        var answer = cloud.anyone().post("/agent/enroll", Json.write(request)).is(201);
        var signer = new RequestSigner(
                answer.text("/deviceId"),
                base64((pair == null ? pair() : pair).getPrivate().getEncoded()));
        return new Signing(answer.text("/deviceId"), answer.text("/deviceKey"), signer);
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String nonce() {
        return UuidV7.random().toString().replace("-", "");
    }

    private int nonces() {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select count(*) from request_nonces")
                        .mapTo(Integer.class)
                        .one());
    }
}
