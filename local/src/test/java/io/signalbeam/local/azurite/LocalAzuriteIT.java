package io.signalbeam.local.azurite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import io.signalbeam.local.azurite.LocalAzurite.Account;
import io.signalbeam.local.azurite.LocalAzurite.Ports;
import io.signalbeam.local.node.NodeServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAzuriteIT {
    @TempDir
    Path directory;

    private final NodeServices services = NodeServices.installed(Path.of("services"));

    @Test
    void keeps_blobs_through_a_restart_and_honours_conditions() {
        try (var azurite = LocalAzurite.start(services, directory, Ports.FREE)) {
            var container = new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString())
                    .buildClient()
                    .createBlobContainer("kept");
            container.getBlobClient("a").upload(BinaryData.fromString("one"));
        }
        try (var azurite = LocalAzurite.start(services, directory, Ports.FREE)) {
            var blob = new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString())
                    .buildClient()
                    .getBlobContainerClient("kept")
                    .getBlobClient("a");
            assertThat(blob.downloadContent().toString()).isEqualTo("one");
            assertThatThrownBy(() -> blob.uploadWithResponse(
                            new BlobParallelUploadOptions(BinaryData.fromString("two"))
                                    .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*")),
                            null,
                            null))
                    .isInstanceOfSatisfying(
                            BlobStorageException.class,
                            e -> assertThat(e.getStatusCode()).isEqualTo(409));
        }
    }

    @Test
    void another_key_is_refused() {
        var account = new Account("signalbeam", "bG9jYWwta2V5LW9mLXRoZS10ZXN0LXdpdGgtMzItYnl0ZXM=");
        try (var azurite = LocalAzurite.start(services, directory, Ports.FREE, account)) {
            var good = new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString())
                    .buildClient();
            good.createBlobContainer("mine");
            var bad = new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString().replace(account.key(), Account.DEVELOPMENT.key()))
                    .buildClient();
            assertThatThrownBy(() -> bad.createBlobContainer("theirs"))
                    .isInstanceOfSatisfying(
                            BlobStorageException.class,
                            e -> assertThat(e.getStatusCode()).isEqualTo(403));
        }
    }

    @Test
    void dies_with_the_jvm_that_started_it() throws Exception {
        var jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        services.directory().toString(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("holder.log").toFile())
                .start();
        var held = directory.resolve("held");
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!Files.exists(held) && jvm.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(held).exists();
        var child = ProcessHandle.of(Long.parseLong(Files.readString(held))).orElseThrow();
        assertThat(child.isAlive()).isTrue();

        jvm.destroyForcibly().waitFor();

        child.onExit().get(60, TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    /** The run that gets killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            var directory = Path.of(args[1]);
            try (var azurite =
                    LocalAzurite.start(new NodeServices(Path.of(args[0])), directory.resolve("azurite"), Ports.FREE)) {
                var aside = directory.resolve("held.tmp");
                Files.writeString(aside, Long.toString(azurite.pid()));
                Files.move(aside, directory.resolve("held"));
                Thread.sleep(600_000);
            }
        }
    }
}
