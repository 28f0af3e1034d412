package io.signalbeam.agent.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.reconcile.ArtifactFolder;
import io.signalbeam.agent.reconcile.Wanted;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.shared.api.ArtifactResponse;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactShelfTest {
    private static final int SIZE = 1_000_000;

    @TempDir
    private Path place;

    private BlobServer first;
    private BlobServer second;
    private byte[] content;
    private ArtifactSpec model;
    private long free = Long.MAX_VALUE / 2;
    private boolean hasSecond;
    private final List<String> asked = new ArrayList<>();
    private ArtifactShelf shelf;

    @BeforeEach
    void open() throws Exception {
        first = new BlobServer();
        second = new BlobServer();
        content = new byte[SIZE];
        new Random(1).nextBytes(content);
        first.holds(content, 1);
        second.holds(content, 1);
        model = new ArtifactSpec("model.bin", hash(content, 1), SIZE, "/models");
        shelf = new ArtifactShelf(
                place, new ArtifactFetch(this::address, folder -> free, 100, null, Duration.ofSeconds(1)));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void a_folder_shows_its_files_to_anybody_and_lets_nobody_change_them() throws Exception {
        var folder = folder(model);
        assertThat(shelf.present()).isEmpty();
        shelf.place(folder);
        shelf.place(folder);
        assertThat(shelf.present()).containsExactly(folder.key());
        var file = place.resolve("folders").resolve(folder.key()).resolve("model.bin");
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r--r--");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwxr-xr-x");
        assertThat(asked).as("fetched once").hasSize(1);

        var container = Wanted.container("app", "app:1").spec();
        var creation = new ContainerCreation("sb", container, Map.of(), List.of());
        assertThat(shelf.fill(creation)).isSameAs(creation);
        var mounting = creation.mounting(List.of(new io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec(
                null, ArtifactFolder.PLACE + folder.key(), "/models", true)));
        assertThat(shelf.fill(mounting).spec().volumes().getFirst().hostPath())
                .isEqualTo(file.getParent().toString());
    }

    @Test
    void a_fetch_goes_on_where_it_was_cut_off_even_by_another_process() throws Exception {
        first.cutAfter = 400_000;
        assertTransient("artifact-unavailable");
        first.cutAfter = Long.MAX_VALUE;
        shelf = new ArtifactShelf(
                place, new ArtifactFetch(this::address, folder -> free, 100, null, Duration.ofSeconds(1)));
        shelf.place(folder(model));
        assertThat(first.ranges).containsExactly("", "bytes=400000-");
        assertPlaced();
    }

    @Test
    void the_second_region_goes_on_where_the_first_one_ends() throws Exception {
        hasSecond = true;
        first.cutAfter = 300_000;
        shelf.place(folder(model));
        assertThat(second.ranges).containsExactly("bytes=300000-");
        first.status = 503;
        Files.delete(place.resolve("files").resolve(model.sha256()));
        shelf.keepOnly(List.of(), Set.of());
        shelf.place(folder(model));
        assertPlaced();
    }

    @Test
    void a_server_that_falls_silent_is_left_and_gone_on_from() throws Exception {
        hasSecond = true;
        first.cutAfter = 500_000;
        first.falls = true;
        shelf.place(folder(model));
        assertThat(second.ranges).containsExactly("bytes=500000-");
        assertPlaced();
    }

    @Test
    void a_server_that_knows_no_ranges_begins_anew() throws Exception {
        first.cutAfter = 400_000;
        assertTransient("artifact-unavailable");
        first.cutAfter = Long.MAX_VALUE;
        first.ignoresRanges = true;
        shelf.place(folder(model));
        assertPlaced();
    }

    @Test
    void what_is_not_what_the_manifest_says_is_thrown_away() throws Exception {
        var other = content.clone();
        other[SIZE - 1]++;
        first.holds(other, 1);
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> shelf.place(folder(model)))
                .matches(failure -> failure.code().equals("artifact-corrupt"))
                .withMessageNotContaining("secret");
        assertThat(place.resolve("files")).isEmptyDirectory();
        first.holds(new byte[SIZE + 1], 1);
        assertTransient("artifact-unavailable");
        assertThat(shelf.present()).isEmpty();
    }

    @Test
    void the_disks_reserve_is_left_alone() throws Exception {
        free = SIZE + 99;
        assertTransient("no-space");
        assertThat(first.ranges).isEmpty();
        free = SIZE + 100;
        shelf.place(folder(model));
        assertPlaced();
    }

    @Test
    void what_no_bundle_needs_goes_but_what_a_container_mounts_stays() throws Exception {
        var folder = folder(model);
        shelf.place(folder);
        shelf.keepOnly(List.of(folder), Set.of(""));
        assertThat(shelf.present()).containsExactly(folder.key());
        shelf.keepOnly(List.of(), Set.of(folder.key()));
        assertThat(shelf.present()).containsExactly(folder.key());
        assertThat(place.resolve("files")).isEmptyDirectory();
        shelf.keepOnly(List.of(), Set.of(""));
        assertThat(place.resolve("folders")).isEmptyDirectory();
    }

    @Test
    void a_large_file_takes_no_more_memory_than_a_small_one() throws Exception {
        long times = 256;
        first.holds(content, times);
        var large = new ArtifactSpec("large.bin", hash(content, times), SIZE * times, "/models");
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        shelf.place(folder(large));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated for 256 MB")
                .isLessThan(16_000_000);
    }

    private ArtifactResponse address(String sha256) {
        asked.add(sha256);
        var other = hasSecond ? second.uri().toString() : null;
        return new ArtifactResponse(first.uri().toString(), other, Instant.MAX, Instant.EPOCH);
    }

    private void assertTransient(String code) {
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> shelf.place(folder(model)))
                .matches(failure -> failure.code().equals(code))
                .withMessageNotContaining("secret");
    }

    private void assertPlaced() throws Exception {
        var file = place.resolve("folders").resolve(folder(model).key()).resolve("model.bin");
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    private static ArtifactFolder folder(ArtifactSpec... files) {
        return ArtifactFolder.of(new DesiredBundle("shop", "1.0.0", "sha256:x", List.of(), List.of(files)))
                .getFirst();
    }

    private static String hash(byte[] piece, long times) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (long i = 0; i < times; i++) {
            digest.update(piece);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
