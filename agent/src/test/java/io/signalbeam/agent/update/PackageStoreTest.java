package io.signalbeam.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.artifacts.ArtifactFetch;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.bundle.AgentPackage;
import io.signalbeam.shared.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages that have been fetched already: fetching is {@code ArtifactShelfTest}'s. */
class PackageStoreTest {
    private static final String KEY = "2.0.0-b";

    @TempDir
    private Path work;

    private Path folder;
    private final PackageStore store = store(0);

    @BeforeEach
    void make() throws Exception {
        folder = Files.createDirectory(work.resolve("versions"));
    }

    @Test
    void a_version_is_there_when_it_is_whole_and_its_archive_is_not_kept() throws Exception {
        var brought = fetched(AgentPackages.stub(work, "2.0.0", "echo runs"));

        store.place(folder, KEY, "2.0.0", brought);

        assertThat(store.whole(folder)).containsExactly(KEY);
        assertThat(folder.resolve("files")).isEmptyDirectory();
        var program = folder.resolve(KEY).resolve("bin/signalbeam-agent");
        assertThat(new ProcessBuilder(program.toString()).start().inputReader().readLine())
                .isEqualTo("runs");
    }

    @Test
    void one_whose_unpacking_was_cut_off_is_unpacked_anew() throws Exception {
        Files.createDirectories(folder.resolve(KEY + ".new/bin/left"));
        Files.createDirectories(folder.resolve(KEY + "/bin"));
        assertThat(store.whole(folder)).as("neither is whole").isEmpty();

        store.place(folder, KEY, "2.0.0", fetched(AgentPackages.stub(work, "2.0.0", "exit 0")));

        assertThat(store.whole(folder)).containsExactly(KEY);
        assertThat(folder.resolve(KEY).resolve("bin/left")).doesNotExist();
    }

    @Test
    void refuses_what_is_not_the_agent_that_the_manifest_names() throws Exception {
        refuses("holds agent 3.0.0, and not 2.0.0", AgentPackages.stub(work, "3.0.0", "exit 0"));
        refuses("cannot be unpacked", "no archive".getBytes(StandardCharsets.UTF_8));
        assertThat(store.whole(folder)).isEmpty();
    }

    @Test
    void waits_for_room() throws Exception {
        var brought = fetched(AgentPackages.stub(work, "2.0.0", "exit 0"));
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> store(Long.MAX_VALUE / 2).place(folder, KEY, "2.0.0", brought))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("no-space"));
    }

    @Test
    void takes_away_what_nobody_needs_and_what_was_fetched_for_what_is_there() throws Exception {
        store.place(folder, KEY, "2.0.0", fetched(AgentPackages.stub(work, "2.0.0", "exit 0")));
        Files.createDirectories(folder.resolve("1.0.0-a/bin"));
        Files.createDirectories(folder.resolve("3.0.0-c.new/bin"));
        Files.createSymbolicLink(folder.resolve("refused"), Path.of("1.0.0-a"));
        Files.createFile(folder.resolve("files/left.part"));

        store.keepOnly(folder, Set.of(KEY, "3.0.0-c"));
        assertThat(folder).isDirectoryContaining("glob:**/3.0.0-c.new").isDirectoryNotContaining("glob:**/1.0.0-a");
        assertThat(folder.resolve("files/left.part"))
                .as("may be of the one that is missing")
                .exists();

        store.keepOnly(folder, Set.of(KEY));
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(KEY, "refused");
        }
    }

    private void refuses(String why, byte[] archive) throws Exception {
        var brought = fetched(archive);
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> store.place(folder, KEY, "2.0.0", brought))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("agent-failed"))
                .satisfies(failure -> assertThat(failure.reason()).contains(why));
    }

    private AgentPackage fetched(byte[] archive) throws Exception {
        var brought = new AgentPackage("amd64", Sha256.hex(archive), archive.length);
        Files.createDirectories(folder.resolve("files"));
        Files.write(folder.resolve("files").resolve(brought.sha256()), archive);
        return brought;
    }

    private static PackageStore store(long reserve) {
        return new PackageStore(
                new ArtifactFetch(
                        sha256 -> {
                            throw new AssertionError("it is there");
                        },
                        0,
                        null),
                reserve);
    }
}
