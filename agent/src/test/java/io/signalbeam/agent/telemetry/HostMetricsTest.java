package io.signalbeam.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings from files as Linux writes them, see proc(5). */
class HostMetricsTest {
    @TempDir
    private Path folder;

    @Test
    void reads_uptime_and_load() throws Exception {
        proc("uptime", "350735.47 234388.90\n");
        proc("loadavg", "0.52 0.58 0.59 1/389 12345\n");
        assertThat(host().uptimeSeconds()).contains(350_735L);
        assertThat(host().load1()).contains(0.52);
    }

    @Test
    void memory_in_use_is_what_no_program_could_have() throws Exception {
        proc("meminfo", """
                MemTotal:        1024 kB
                MemFree:          100 kB
                MemAvailable:     256 kB
                SwapTotal:          0 kB
                """);
        assertThat(host().memory()).contains(new HostMetrics.Memory(768 * 1024, 1024 * 1024));
    }

    @Test
    void processor_time_is_busy_but_for_idling_and_waiting_for_the_disk() throws Exception {
        proc("stat", """
                cpu  100 20 30 400 50 6 7 8 90 10
                cpu0 1 2 3 4 5 6 7 8 9 10
                intr 5
                """);
        // Guests (90 and 10) are in user and nice already.
        assertThat(host().cpuTime()).contains(new HostMetrics.CpuTime(171, 621));
    }

    @Test
    void a_kernel_that_counts_less_is_read_too() throws Exception {
        proc("stat", "cpu 10 0 10 80\n");
        assertThat(host().cpuTime()).contains(new HostMetrics.CpuTime(20, 100));
    }

    @Test
    void percent_is_of_all_cores_since_the_reading_before() {
        var before = new HostMetrics.CpuTime(100, 1000);
        assertThat(new HostMetrics.CpuTime(150, 1200).percentSince(before)).isEqualTo(25.0);
        assertThat(new HostMetrics.CpuTime(400, 1200).percentSince(before))
                .as("at most all")
                .isEqualTo(100.0);
        assertThat(new HostMetrics.CpuTime(50, 1100).percentSince(before))
                .as("a counter that ran back")
                .isZero();
        assertThat(before.percentSince(before)).as("no time has passed").isNull();
    }

    @Test
    void the_network_is_all_interfaces_but_loopback() throws Exception {
        proc("net/dev", """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo: 9999999   100    0    0    0     0          0         0  9999999   100    0    0    0     0       0          0
                  eth0: 1000      10    0    0    0     0          0         0     2000    20    0    0    0     0       0          0
                 wlan0:500 5 0 0 0 0 0 0 70 1 0 0 0 0 0 0
                """);
        assertThat(host().network()).contains(new HostMetrics.Network(1500, 2070));
    }

    @Test
    void a_machine_with_loopback_alone_has_no_network() throws Exception {
        proc("net/dev", "    lo: 9 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0\n");
        assertThat(host().network()).isEmpty();
    }

    @Test
    void temperature_is_that_of_the_hottest_zone_that_can_be_read() throws Exception {
        sys("class/thermal/thermal_zone0/temp", "41500\n");
        sys("class/thermal/thermal_zone1/temp", "63250\n");
        sys("class/thermal/thermal_zone2/temp", "not a number\n");
        sys("class/thermal/cooling_device0/temp", "99000\n");
        assertThat(host().temperature()).hasValue(63.25);
    }

    @Test
    void a_zone_below_freezing_counts() throws Exception {
        sys("class/thermal/thermal_zone0/temp", "-5000\n");
        assertThat(host().temperature()).hasValue(-5.0);
    }

    @Test
    void what_cannot_be_read_is_absent() {
        assertThat(host().uptimeSeconds()).isEmpty();
        assertThat(host().load1()).isEmpty();
        assertThat(host().cpuTime()).isEmpty();
        assertThat(host().memory()).isEmpty();
        assertThat(host().network()).isEmpty();
        assertThat(host().temperature()).isEmpty();
    }

    @Test
    void what_makes_no_sense_is_absent_and_ends_no_sample() throws Exception {
        proc("uptime", "soon\n");
        proc("loadavg", "\n");
        proc("stat", "cpu  1 2 x 4\n");
        proc("meminfo", "MemTotal: none\nMemAvailable: 1 kB\n");
        proc("net/dev", "eth0: 1 2 3 4 5 6 7 8 many 10\n");
        assertThat(host().uptimeSeconds()).isEmpty();
        assertThat(host().load1()).isEmpty();
        assertThat(host().cpuTime()).isEmpty();
        assertThat(host().memory()).isEmpty();
        assertThat(host().network()).isEmpty();
    }

    @Test
    void this_machine_is_read() {
        var here = new HostMetrics(Path.of("/proc"), Path.of("/sys"));
        assertThat(here.uptimeSeconds())
                .get()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LONG)
                .isPositive();
        assertThat(here.memory())
                .get()
                .satisfies(memory -> assertThat(memory.usedBytes()).isPositive().isLessThan(memory.totalBytes()));
        assertThat(here.cpuTime()).isPresent();
    }

    private HostMetrics host() {
        return new HostMetrics(folder.resolve("proc"), folder.resolve("sys"));
    }

    private void proc(String file, String text) throws IOException {
        write(folder.resolve("proc").resolve(file), text);
    }

    private void sys(String file, String text) throws IOException {
        write(folder.resolve("sys").resolve(file), text);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
