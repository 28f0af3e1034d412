package io.signalbeam.functions.adapter.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.BlobItem;
import io.signalbeam.functions.testing.TestAzurite;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BlobTenantFilesIT {
    private static TestAzurite azurite;
    private static Blobs blobs;

    @BeforeAll
    static void start() {
        azurite = TestAzurite.start();
        blobs = azurite.blobs();
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    private static void put(String container, String name) {
        blobs.<Boolean>in(container, client -> {
            client.getBlobClient(name).upload(BinaryData.fromString("x"), true);
            return true;
        });
    }

    private static List<String> names(String container) {
        return blobs.in(
                container,
                client -> client.listBlobs().stream()
                        .map(BlobItem::getName)
                        .sorted()
                        .toList());
    }

    private static void fill(TenantId tenant) {
        put("artifacts", tenant + "/" + "a".repeat(64));
        put("exports", tenant + "/" + tenant + "/manifest.json");
        put("manifests", tenant + "/" + "b".repeat(64) + ".json");
        put("command-outputs", tenant + "/device/command.txt");
        put("parked", tenant + "/2026/11/21/device-telemetry-1-7.json");
        put("archive", "tenant=" + tenant + "/day=2026-11-20/part-00001.parquet");
        put("archive", "tenant=" + tenant + "/day=2026-11-21/part-00001.parquet");
        put("logs", "2026-11-21/" + tenant + "/device/10/shop/web.log");
        put("logs", "2026-11-28/" + tenant + "/device/10/shop/web.log");
        put("audit-anchors", tenant + "/2026-11-21.json");
    }

    @Test
    void deletes_what_every_feature_put_there_and_leaves_another_tenants_alone() {
        var gone = TenantId.random();
        var other = TenantId.random();
        fill(gone);
        fill(other);
        put("parked", "_unknown/2026/11/21/device-telemetry-1-8.json");
        var files = new BlobTenantFiles(blobs, blobs);

        assertThat(files.delete(gone, 1)).hasSize(1).containsValue(1);
        assertThat(files.delete(gone, 100).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .as("it goes on with the rest")
                .isEqualTo(8);
        assertThat(files.delete(gone, 100)).isEqualTo(Map.of());

        for (var container :
                List.of("artifacts", "exports", "manifests", "command-outputs", "parked", "archive", "logs")) {
            assertThat(names(container)).as(container).isNotEmpty().noneMatch(name -> name.contains(gone.toString()));
        }
        assertThat(names("archive")).hasSize(2);
        assertThat(names("logs")).hasSize(2);
        assertThat(names("parked")).hasSize(2);
        assertThat(names("audit-anchors")).as("hashes stay").hasSize(2);
    }
}
