package io.signalbeam.functions.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.MemoryManifestStore;
import io.signalbeam.functions.bundles.StoredManifests;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.twin.Manifests;
import io.signalbeam.shared.api.SecretsResponse.SealedSecret;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.seal.DeviceSeal;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretsIT {
    private TestCloud cloud;
    private TenantId tenant;
    private TestApi admin;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        var store = new MemoryManifestStore();
        cloud.app.with(ManifestStore.class, store).with(Manifests.class, new StoredManifests(store));
        tenant = cloud.tenant("acme");
        cloud.tenant("other");
        admin = cloud.person("acme", "Admin");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void keeps_values_in_the_vault_alone_and_gives_none_back() {
        var made = admin.put("/secrets/db-password", Map.of("value", "hunter2hunter2"))
                .is(200);
        assertThat(made.text("/version")).isEqualTo("1");
        admin.put("/secrets/db-password", Map.of("value", "hunter3hunter3")).is(200);
        admin.put("/secrets/api-key", Map.of("value", "x")).is(200);

        var listed = cloud.person("acme", "Viewer").get("/secrets?limit=1").is(200);
        assertThat(listed.texts("items", "name")).containsExactly("api-key");
        var next = cloud.person("acme", "Viewer")
                .get("/secrets?cursor=" + listed.text("/nextCursor"))
                .is(200);
        assertThat(next.text("/items/0/version")).isEqualTo("2");
        assertThat(next.text("/items/0/updatedBy")).isNotBlank();
        assertThat(made.body() + " " + listed.body() + next.body()).doesNotContain("hunter");
        assertThat(cloud.vault.all()).containsOnlyKeys("t-" + tenant + "-api-key", "t-" + tenant + "-db-password");
        assertThat(everyRow()).isNotEmpty().doesNotContain("hunter");
    }

    @Test
    void names_each_field_that_cannot_be() {
        admin.put("/secrets/Not_A_Label", Map.of("value", "x")).isProblem(400, "validation-failed");
        admin.put("/secrets/empty", Map.of("value", "")).isProblem(400, "validation-failed");
        admin.put("/secrets/nul", Map.of("value", "a\0b")).isProblem(400, "validation-failed");
        var large = admin.put("/secrets/large", Map.of("value", "é".repeat(12 * 1024 + 1)))
                .isProblem(400, "validation-failed");
        assertThat(large.texts("errors", "field")).containsExactly("value");
        admin.put("/secrets/large", Map.of("value", "é".repeat(12 * 1024))).is(200);
    }

    @Test
    void another_tenant_sees_and_changes_nothing() {
        admin.put("/secrets/db-password", Map.of("value", "mine")).is(200);
        var stranger = cloud.person("other", "Admin");
        assertThat(stranger.get("/secrets").is(200).texts("items", "name")).isEmpty();
        stranger.delete("/secrets/db-password").isProblem(404, "not-found");
        stranger.put("/secrets/db-password", Map.of("value", "theirs")).is(200);
        assertThat(cloud.vault.all().get("t-" + tenant + "-db-password").values())
                .containsExactly("mine");
        publish("shop", "nobodys").isProblem(400, "validation-failed");
    }

    @Test
    void a_version_that_names_an_unknown_secret_is_not_published() {
        var refused = publish("shop", "db-pasword").isProblem(400, "validation-failed");
        assertThat(refused.texts("errors", "field")).containsExactly("containers[0].secrets.DB");
        admin.get("/bundles/shop/versions/1.0.0").isProblem(404, "not-found");
        admin.put("/secrets/db-pasword", Map.of("value", "x")).is(200);
        publish("shop", "db-pasword").is(201);
    }

    @Test
    void a_device_gets_what_its_desired_state_names_sealed_for_it_alone() throws Exception {
        admin.put("/secrets/db-password", Map.of("value", "hunter2")).is(200);
        admin.put("/secrets/other-secret", Map.of("value", "not for you")).is(200);
        publish("shop", "db-password").is(201);
        var till = device("till");
        var bystander = device("bystander");
        assign(till, "shop");

        var answer = ask(till, "db-password").is(200);
        assertThat(open(till, answer)).isEqualTo("hunter2");
        assertThat(answer.text("/secrets/0/version")).isEqualTo(reference(till).version());
        assertThat(answer.body().toString()).doesNotContain("hunter2");
        assertThat(seal(bystander).open(publicKey(bystander.pair), privateKey(bystander.pair), sealed(answer)))
                .as("with another device's key")
                .isEmpty();

        var delivered = admin.get("/audit?action=secret.deliver").is(200);
        assertThat(delivered.texts("items", "objectId")).containsExactly("db-password");
        assertThat(delivered.texts("items", "actor")).containsExactly("device " + till.id);
        assertThat(delivered.text("/items/0/details/version"))
                .isEqualTo(reference(till).version());
        ask(till, "db-password").is(200);
        assertThat(admin.get("/audit?action=secret.deliver").texts("items", "objectId"))
                .as("asked again at once")
                .hasSize(1);
        cloud.clock.advance(Duration.ofMinutes(11));
        ask(till, "db-password").is(200);
        assertThat(admin.get("/audit?action=secret.deliver").texts("items", "objectId"))
                .hasSize(2);

        ask(till, "other-secret").isProblem(403, "secret-not-desired");
        ask(till, "db-password", "other-secret").isProblem(403, "secret-not-desired");
        ask(bystander, "db-password").isProblem(403, "secret-not-desired");
        ask(till).isProblem(400, "validation-failed");
        cloud.device(till.key)
                .post("/agent/secrets", Map.of("generation", 99, "names", List.of("db-password")))
                .isProblem(409, "conflict");
        cloud.anyone()
                .post("/agent/secrets", Map.of("generation", 1, "names", List.of("db-password")))
                .isProblem(401, "authentication-required");
    }

    @Test
    void a_new_value_raises_the_generation_of_the_devices_that_use_it_and_of_no_other() throws Exception {
        admin.put("/secrets/db-password", Map.of("value", "old")).is(200);
        publish("shop", "db-password").is(201);
        var till = device("till");
        var bystander = device("bystander");
        assign(till, "shop");
        var before = twinGeneration(till);
        var untouched = twinGeneration(bystander);
        var version = reference(till).version();

        assertThat(admin.put("/secrets/db-password", Map.of("value", "new"))
                        .is(200)
                        .text("/deviceCount"))
                .isEqualTo("1");

        assertThat(twinGeneration(till)).isEqualTo(before + 1);
        assertThat(twinGeneration(bystander)).isEqualTo(untouched);
        assertThat(reference(till).version()).isNotEqualTo(version);
        assertThat(open(till, ask(till, "db-password").is(200))).isEqualTo("new");
    }

    @Test
    void one_in_use_is_not_deleted_and_one_made_again_goes_on_counting() throws Exception {
        admin.put("/secrets/db-password", Map.of("value", "old")).is(200);
        publish("shop", "db-password").is(201);
        var till = device("till");
        assign(till, "shop");
        admin.delete("/secrets/db-password").isProblem(409, "secret-in-use");
        admin.delete("/devices/" + till.id + "/bundles/shop").is(204);
        admin.delete("/secrets/db-password").is(204);
        admin.delete("/secrets/db-password").isProblem(404, "not-found");
        assertThat(cloud.vault.all()).isEmpty();

        assign(till, "shop");
        assertThat(desired(till).secrets())
                .as("nothing stands for a secret that is gone")
                .isEmpty();
        var made = admin.put("/secrets/db-password", Map.of("value", "new")).is(200);
        assertThat(made.text("/version")).isEqualTo("2");
        assertThat(open(till, ask(till, "db-password").is(200))).isEqualTo("new");
    }

    @Test
    void only_an_admin_writes_secrets() {
        var operator = cloud.person("acme", "Operator");
        operator.put("/secrets/a", Map.of("value", "x")).isProblem(403, "role-required");
        operator.delete("/secrets/a").isProblem(403, "role-required");
        operator.get("/secrets").is(200);
    }

    @Test
    void a_login_at_a_registry_reaches_the_devices_that_pull_from_there_and_nobody_reads_it() throws Exception {
        publishImage("shop", "registry.acme.test:5000/shop:1").is(201);
        publishImage("other", "ghcr.io/acme/other:1").is(201);
        var till = device("till");
        var bystander = device("bystander");
        assign(till, "shop");
        assign(bystander, "other");
        assertThat(desired(till).secrets()).isEmpty();
        var before = twinGeneration(till);
        var untouched = twinGeneration(bystander);

        var login = Map.of("username", "puller", "password", "hunter2:hunter2");
        var made = admin.put("/registry-credentials/registry.acme.test:5000", login)
                .is(200);
        assertThat(made.text("/username") + " " + made.text("/deviceCount")).isEqualTo("puller 1");
        assertThat(twinGeneration(till)).as("what was given up is tried again").isEqualTo(before + 1);
        assertThat(twinGeneration(bystander)).isEqualTo(untouched);

        var name = "registry/registry.acme.test:5000";
        assertThat(reference(till).name()).isEqualTo(name);
        assertThat(open(till, ask(till, name).is(200))).isEqualTo("puller:hunter2:hunter2");
        ask(bystander, name).isProblem(403, "secret-not-desired");
        assertThat(admin.get("/audit?action=secret.deliver").texts("items", "objectId"))
                .containsExactly(name);

        assertThat(admin.get("/secrets").is(200).texts("items", "name")).isEmpty();
        var listed = cloud.person("acme", "Viewer").get("/registry-credentials").is(200);
        assertThat(listed.texts("items", "host")).containsExactly("registry.acme.test:5000");
        assertThat(made.body() + " " + listed.body() + everyRow()).doesNotContain("hunter");
        assertThat(cloud.person("other", "Admin").get("/registry-credentials").texts("items", "host"))
                .isEmpty();

        admin.delete("/registry-credentials/registry.acme.test:5000").is(204);
        admin.delete("/registry-credentials/registry.acme.test:5000").isProblem(404, "not-found");
        assertThat(desired(till).secrets()).isEmpty();
        assertThat(twinGeneration(till)).isEqualTo(before + 2);
        assertThat(cloud.vault.all()).isEmpty();
    }

    @Test
    void names_each_field_of_a_login_that_cannot_be() {
        var good = Map.of("username", "u", "password", "p");
        for (var host : List.of("Ghcr.io", "index.docker.io", "plain", "ghcr.io:99999999", "a_b.test")) {
            assertThat(admin.put("/registry-credentials/" + host, good)
                            .isProblem(400, "validation-failed")
                            .texts("errors", "field"))
                    .as(host)
                    .containsExactly("host");
        }
        assertThat(admin.put("/registry-credentials/ghcr.io", Map.of("username", "a:b", "password", "a\nb"))
                        .isProblem(400, "validation-failed")
                        .texts("errors", "field"))
                .containsExactly("username", "password");
        for (var host : List.of("docker.io", "ghcr.io", "localhost", "10.0.0.1:5000")) {
            admin.put("/registry-credentials/" + host, good).is(200);
        }
        admin.invoke(Operation.DELETE_SECRET, Map.of("name", "registry/ghcr.io"), Map.of(), null)
                .isProblem(404, "not-found");
        cloud.person("acme", "Operator")
                .put("/registry-credentials/ghcr.io", good)
                .isProblem(403, "role-required");
    }

    private Answer publishImage(String bundle, String image) {
        return admin.post("/bundles/" + bundle + "/versions", """
                {"bundleId":"%s","version":"1.0.0","containers":[{"name":"app","image":"%s"}]}""".formatted(bundle, image));
    }

    private record Device(DeviceId id, String key, KeyPair pair) {}

    private Device device(String name) throws Exception {
        var pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        var token =
                admin.post("/enrollment-tokens", Map.of("maxUses", 1)).is(201).text("/token");
        var answer = cloud.anyone()
                .post(
                        "/agent/enroll",
                        Map.of(
                                "token", token,
                                "requestId", UuidV7.random().toString(),
                                "name", name,
                                "facts", Map.of("version", "1", "os", "linux", "arch", "arm64", "hostname", name),
                                "encryptionKey", publicKey(pair)))
                .is(201);
        return new Device(DeviceId.parse(answer.text("/deviceId")), answer.text("/deviceKey"), pair);
    }

    private Answer publish(String bundle, String secret) {
        return admin.post("/bundles/" + bundle + "/versions", """
                {"bundleId":"%s","version":"1.0.0","containers":[{"name":"app","image":"app:1","secrets":{"DB":"%s"}}]}""".formatted(bundle, secret));
    }

    private void assign(Device device, String bundle) {
        var answer = admin.post("/devices/" + device.id + "/bundles", Map.of("bundleId", bundle, "version", "1.0.0"));
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 299);
    }

    private Answer ask(Device device, String... names) {
        return cloud.device(device.key)
                .post("/agent/secrets", Map.of("generation", twinGeneration(device), "names", List.of(names)));
    }

    private long twinGeneration(Device device) {
        return cloud.twins.read(device.id).orElseThrow().desired().generation();
    }

    private DesiredBundle desired(Device device) {
        return cloud.twins.read(device.id).orElseThrow().desired().bundles().getFirst();
    }

    private SecretRef reference(Device device) {
        return desired(device).secrets().getFirst();
    }

    private DeviceSeal seal(Device device) {
        return new DeviceSeal(tenant, device.id);
    }

    private String open(Device device, Answer answer) {
        return seal(device)
                .open(publicKey(device.pair), privateKey(device.pair), sealed(answer))
                .orElseThrow();
    }

    private static SealedSecret sealed(Answer answer) {
        return new SealedSecret(
                answer.text("/secrets/0/name"),
                answer.text("/secrets/0/version"),
                answer.text("/secrets/0/enc"),
                answer.text("/secrets/0/ciphertext"));
    }

    private static String publicKey(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private static String privateKey(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    }

    /** Every row of every table, as text. */
    private String everyRow() {
        return cloud.database.owner().withHandle(tx -> {
            var text = new StringBuilder();
            for (var table : tx.createQuery(
                            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
                    .mapTo(String.class)
                    .list()) {
                tx.createQuery("select t::text from \"" + table + "\" t")
                        .mapTo(String.class)
                        .forEach(row -> text.append(row).append('\n'));
            }
            return text.toString();
        });
    }
}
