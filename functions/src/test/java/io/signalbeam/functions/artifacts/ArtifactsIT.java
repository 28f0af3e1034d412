package io.signalbeam.functions.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClientBuilder;
import io.signalbeam.functions.adapter.blob.BlobArtifactStore;
import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.MemoryManifestStore;
import io.signalbeam.functions.bundles.StoredManifests;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestAzurite;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.twin.Manifests;
import io.signalbeam.shared.id.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Artifacts on a real blob storage: brought in blocks and read in ranges, by signed addresses alone. */
class ArtifactsIT {
    private static TestAzurite azurite;
    private TestCloud cloud;
    private TenantId acme;
    private TestApi operator;
    private Enrolled till;

    @BeforeAll
    static void start() {
        azurite = TestAzurite.start();
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        var manifests = new MemoryManifestStore();
        cloud.app
                .with(ManifestStore.class, manifests)
                .with(Manifests.class, new StoredManifests(manifests))
                .with(ArtifactStore.class, new BlobArtifactStore(azurite.blobs(), cloud.clock));
        acme = cloud.tenant("acme");
        cloud.tenant("other");
        operator = cloud.person("acme", "Operator");
        till = Enrolled.in(cloud, "acme", "till", Map.of());
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_file_is_brought_in_blocks_checked_published_and_read_by_the_device_that_needs_it() throws Exception {
        var content = content(3_000_000);
        var hash = hash(content);
        var begun = begin(hash, content.length).is(201);
        assertThat(begun.text("/status")).isEqualTo("Uploading");
        publish(hash, content.length).isProblem(400, "validation-failed");
        complete(hash).isProblem(409, "artifact-mismatch");
        bring(begun.text("/upload/url"), content);
        assertThat(complete(hash).is(200).text("/status")).isEqualTo("Ready");
        complete(hash).is(200);
        assertThat(begin(hash, content.length).is(201).body().has("upload")).isFalse();
        publish(hash, content.length - 1).isProblem(400, "validation-failed");
        publish(hash, content.length).is(201);

        device().get("/agent/artifacts/" + hash).isProblem(403, "artifact-not-desired");
        assertThat(operator.post("/devices/" + till.id() + "/bundles", Map.of("bundleId", "shop", "version", "1.0.0"))
                        .status())
                .isBetween(200, 299);
        var address =
                URI.create(device().get("/agent/artifacts/" + hash).is(200).text("/url"));
        var request = HttpRequest.newBuilder(address).header("Range", "bytes=2999990-");
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(answer.body()).isEqualTo(java.util.Arrays.copyOfRange(content, 2_999_990, 3_000_000));
            var write = HttpRequest.newBuilder(address)
                    .header("x-ms-blob-type", "BlockBlob")
                    .PUT(HttpRequest.BodyPublishers.ofString("other"));
            assertThat(http.send(write.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(403);
        }
        operator.delete("/artifacts/" + hash).isProblem(409, "artifact-in-use");
        assertThat(operator.get("/artifacts").texts("items", "sha256")).containsExactly(hash);
        var stranger = cloud.person("other", "Admin");
        stranger.get("/artifacts/" + hash).isProblem(404, "not-found");
        assertThat(stranger.get("/artifacts").texts("items", "sha256")).isEmpty();
        assertThat(cloud.person("acme", "Admin").get("/audit?limit=20").texts("items", "action"))
                .contains("artifact.upload", "artifact.complete");
    }

    @Test
    void what_is_not_what_it_was_said_to_be_is_deleted_and_can_be_brought_anew() throws Exception {
        var content = content(1000);
        var hash = hash(content);
        var begun = begin(hash, content.length);
        for (var wrong : List.of(content(999), content(1000, 8))) {
            bring(begun.text("/upload/url"), wrong);
            complete(hash).isProblem(409, "artifact-mismatch");
            complete(hash).isProblem(409, "artifact-mismatch");
        }
        bring(begin(hash, content.length).text("/upload/url"), content);
        complete(hash).is(200);
        operator.delete("/artifacts/" + hash).is(204);
        operator.get("/artifacts/" + hash).isProblem(404, "not-found");
    }

    @Test
    void an_address_is_good_for_an_hour() throws Exception {
        var content = content(10);
        cloud.clock.advance(Duration.ofHours(-2));
        var old = begin(hash(content), content.length).text("/upload/url");
        var put = HttpRequest.newBuilder(URI.create(old))
                .header("x-ms-blob-type", "BlockBlob")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(put.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void what_was_begun_and_not_finished_within_a_day_is_forgotten_and_its_bytes_are_gone() throws Exception {
        var content = content(1000);
        var hash = hash(content);
        var forget = cloud.app.get(ForgetUploads.class);
        // Addresses are good at the time of the blob storage alone, which nobody sets: it is that of the second try.
        cloud.clock.advance(ForgetUploads.UNFINISHED.negated());
        begin(hash, content.length).is(201);
        cloud.clock.advance(ForgetUploads.UNFINISHED);
        bring(begin(hash, content.length).text("/upload/url"), content);
        cloud.clock.advance(ForgetUploads.UNFINISHED.minusSeconds(1));
        assertThat(forget.run()).isZero();
        cloud.clock.advance(Duration.ofSeconds(2));
        assertThat(forget.run()).isOne();
        assertThat(forget.run()).isZero();
        operator.get("/artifacts/" + hash).isProblem(404, "not-found");

        cloud.clock.advance(ForgetUploads.UNFINISHED.plusSeconds(1).negated());
        begin(hash, content.length).is(201);
        complete(hash).isProblem(409, "artifact-mismatch");
        bring(begin(hash, content.length).text("/upload/url"), content);
        complete(hash).is(200);
        cloud.clock.advance(ForgetUploads.UNFINISHED.plusSeconds(1));
        assertThat(forget.run()).as("finished").isZero();
    }

    @Test
    void more_bytes_than_the_quota_are_refused_before_any_is_brought() throws Exception {
        cloud.platformAdministrator()
                .send("PUT", "/tenants/" + acme + "/quotas", Map.of("artifactBytes", 1500))
                .is(200);
        begin(hash(content(1000)), 1000).is(201);
        begin(hash(content(1000)), 1000).is(201);
        begin(hash(content(501, 8)), 501).isProblem(409, "quota-exceeded");
        assertThat(operator.get("/quotas").is(200).body().path("artifactBytes").toString())
                .isEqualTo("{\"limit\":1500,\"used\":1000}");
        begin(hash(content(500, 9)), 500).is(201);
    }

    @Test
    void a_device_reads_the_packages_of_the_agent_that_it_shall_run() throws Exception {
        var content = content(1000);
        var hash = hash(content);
        assertThat(publishAgent(hash).isProblem(400, "validation-failed").texts("errors", "field"))
                .containsExactly("agent.packages[0].sha256");
        bring(begin(hash, content.length).is(201).text("/upload/url"), content);
        complete(hash).is(200);
        assertThat(publishAgent(hash).is(201).text("/manifest/agent/version")).isEqualTo("0.2.0");

        operator.post("/devices/" + till.id() + "/bundles", Map.of("bundleId", "agent", "version", "1.0.0"));

        var desired = device().get("/agent/desired-state").is(200);
        assertThat(desired.text("/bundles/0/agent/packages/0/sha256")).isEqualTo(hash);
        device().get("/agent/artifacts/" + hash).is(200);
        operator.delete("/artifacts/" + hash).isProblem(409, "artifact-in-use");
    }

    @Test
    void names_each_field_that_cannot_be() {
        var refused = operator.post("/artifacts", Map.of("sha256", "A".repeat(64), "sizeBytes", 0))
                .isProblem(400, "validation-failed");
        assertThat(refused.texts("errors", "field")).containsExactly("sha256", "sizeBytes");
        complete("0".repeat(64)).isProblem(404, "not-found");
        device().get("/agent/artifacts/nonsense").isProblem(403, "artifact-not-desired");
    }

    private TestApi device() {
        return cloud.device(till.key());
    }

    private Answer begin(String hash, int size) {
        return operator.post("/artifacts", Map.of("sha256", hash, "sizeBytes", size));
    }

    private Answer complete(String hash) {
        return operator.post("/artifacts/" + hash + "/complete", null);
    }

    private Answer publish(String hash, int size) {
        return operator.post("/bundles/shop/versions", """
                {"bundleId":"shop","version":"1.0.0","containers":[{"name":"app","image":"app:1"}],
                 "artifacts":[{"name":"model.bin","sha256":"%s","sizeBytes":%d,"path":"/models"}]}""".formatted(hash, size));
    }

    private Answer publishAgent(String hash) {
        return operator.post("/bundles/agent/versions", """
                {"bundleId":"agent","version":"1.0.0",
                 "agent":{"version":"0.2.0","packages":[{"arch":"arm64","sha256":"%s","sizeBytes":1000}]}}""".formatted(hash));
    }

    /** In blocks, as who brings gigabytes does. */
    private static void bring(String url, byte[] content) throws IOException {
        var blob = new BlobClientBuilder().endpoint(url).buildClient().getBlockBlobClient();
        var blocks = new java.util.ArrayList<String>();
        for (int from = 0; from < content.length; from += 1_000_000) {
            var id = Base64.getEncoder().encodeToString("%08d".formatted(from).getBytes(StandardCharsets.UTF_8));
            int length = Math.min(1_000_000, content.length - from);
            blob.stageBlock(id, BinaryData.fromStream(new ByteArrayInputStream(content, from, length), (long) length));
            blocks.add(id);
        }
        blob.commitBlockList(blocks, true);
    }

    private static byte[] content(int size) {
        return content(size, 7);
    }

    private static byte[] content(int size, long seed) {
        var content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static String hash(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
