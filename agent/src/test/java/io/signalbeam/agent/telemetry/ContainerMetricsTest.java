package io.signalbeam.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerMetricsTest {
    @TempDir
    private Path cgroups;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system.slice/docker-abc.scope",
                "docker/abc",
                "machine.slice/libpod-abc.scope",
                "libpod_parent/libpod-abc"
            })
    void each_engine_has_groups_of_its_own_in_both_versions(String group) throws Exception {
        write("memory/" + group + "/memory.usage_in_bytes", "1000\n");
        write("cpuacct/" + group + "/cpuacct.usage", "7000\n");
        assertThat(usage().memoryBytes("abc")).hasValue(1000L);
        assertThat(usage().cpuNanos("abc")).hasValue(7000L);

        write(group + "/memory.current", "2000\n");
        write(group + "/cpu.stat", "usage_usec 5\nuser_usec 3\n");
        assertThat(usage().memoryBytes("abc")).hasValue(2000L);
        assertThat(usage().cpuNanos("abc")).hasValue(5000L);
    }

    @Test
    void two_engines_on_one_machine_are_read_in_turns() throws Exception {
        write("docker/abc/cpu.stat", "usage_usec 5\n");
        write("machine.slice/libpod-def.scope/cpu.stat", "usage_usec 6\n");
        var usage = usage();
        for (int turn = 0; turn < 2; turn++) {
            assertThat(usage.cpuNanos("abc")).hasValue(5000L);
            assertThat(usage.cpuNanos("def")).hasValue(6000L);
            assertThat(usage.cpuNanos("gone")).isEmpty();
        }
    }

    @Test
    void what_cannot_be_read_is_absent() throws Exception {
        write("docker/abc/cpu.stat", "usage_usec soon\n");
        assertThat(usage().memoryBytes("abc")).isEmpty();
        assertThat(usage().cpuNanos("abc")).isEmpty();
    }

    private ContainerMetrics usage() {
        return new ContainerMetrics(cgroups);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(cgroups.resolve(file).getParent());
        Files.writeString(cgroups.resolve(file), text);
    }
}
