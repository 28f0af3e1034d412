package io.signalbeam.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.journal.Stored;
import io.signalbeam.agent.reconcile.Wanted;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportOutboxTest {
    private static final Duration AT_LATEST = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final Cloud cloud = new Cloud();
    private Instant steady = Instant.parse("2026-01-01T00:00:00Z");
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");

    /** Takes reports as the cloud does: those with a number above the last are news, the others are stale. */
    private static final class Cloud implements ReportRoute {
        final List<DeviceReport> taken = new ArrayList<>();
        final List<UUID> tries = new ArrayList<>();
        Instant time = Instant.parse("2026-11-21T12:00:00Z");
        boolean away;
        boolean losesAnswers;

        @Override
        public String name() {
            return "cloud";
        }

        @Override
        public void send(UUID eventId, DeviceReport report) {
            tries.add(eventId);
            if (away) {
                throw new TransientFailure("unreachable", "away", null);
            }
            if (taken.isEmpty() || report.sequence() > taken.getLast().sequence()) {
                taken.add(report);
            }
            if (losesAnswers) {
                throw new TransientFailure("unreachable", "the answer is lost", null);
            }
        }

        long millis() {
            if (away) {
                throw new TransientFailure("unreachable", "away", null);
            }
            return time.toEpochMilli();
        }
    }

    @Test
    void tells_what_is_new_and_repeats_it_in_time() throws Exception {
        var outbox = process();
        tell(outbox, 1);
        tell(outbox, 1);
        assertThat(generations()).containsExactly(1L);
        steady = steady.plus(AT_LATEST);
        outbox.flush();
        assertThat(generations()).containsExactly(1L, 1L);
        assertThat(cloud.tries).doesNotHaveDuplicates();
    }

    @Test
    void a_device_whose_file_is_lost_is_heard_at_once() throws Exception {
        var before = process();
        tell(before, 1);
        tell(before, 2);
        deleteFiles();
        cloud.time = cloud.time.plusSeconds(1);
        tell(process(), 3);
        assertThat(generations()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_device_whose_file_is_damaged_is_heard_although_the_one_before_is_read() throws Exception {
        var before = process();
        tell(before, 1);
        tell(before, 2);
        Files.writeString(folder.resolve("sequence.json"), "torn");
        cloud.time = cloud.time.plusSeconds(1);
        tell(process(), 3);
        assertThat(generations()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_disk_that_refuses_costs_no_report_and_no_later_one() throws Exception {
        var broken = outbox(folder.resolve("gone/sequence.json"));
        tell(broken, 1);
        tell(broken, 2);
        cloud.time = cloud.time.plusSeconds(1);
        tell(outbox(folder.resolve("gone/sequence.json")), 3);
        assertThat(generations()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_clock_that_jumped_back_changes_no_number() throws Exception {
        wall = Instant.parse("2090-01-01T00:00:00Z");
        tell(process(), 1);
        deleteFiles();
        wall = Instant.EPOCH;
        cloud.time = cloud.time.plusSeconds(1);
        tell(process(), 2);
        assertThat(generations()).containsExactly(1L, 2L);
    }

    @Test
    void a_cloud_whose_clock_is_set_back_is_told_by_the_number_on_disk() throws Exception {
        tell(process(), 1);
        cloud.time = cloud.time.minusSeconds(3600);
        tell(process(), 2);
        assertThat(generations()).containsExactly(1L, 2L);
    }

    @Test
    void another_devices_number_is_not_taken_for_this_ones() throws Exception {
        new Stored<>(folder.resolve("sequence.json"), ReportNumbers.Last.class)
                .save(new ReportNumbers.Last(DeviceId.random(), Long.MAX_VALUE - 1));
        tell(process(), 1);
        assertThat(cloud.taken.getLast().sequence()).isEqualTo(cloud.time.toEpochMilli());
    }

    @Test
    void a_report_waits_for_a_cloud_that_has_not_told_its_time_and_the_newest_goes() throws Exception {
        cloud.away = true;
        var outbox = process();
        outbox.offer(body(1));
        assertThatExceptionOfType(TransientFailure.class).isThrownBy(outbox::flush);
        outbox.offer(body(2));
        cloud.away = false;
        outbox.flush();
        assertThat(generations()).containsExactly(2L);
    }

    @Test
    void every_try_of_a_report_is_the_same_report() throws Exception {
        cloud.losesAnswers = true;
        var outbox = process();
        outbox.offer(body(1));
        assertThatExceptionOfType(TransientFailure.class).isThrownBy(outbox::flush);
        cloud.losesAnswers = false;
        outbox.flush();
        assertThat(generations()).containsExactly(1L);
        assertThat(cloud.tries).hasSize(2);
        assertThat(cloud.tries.getFirst()).isEqualTo(cloud.tries.getLast());
    }

    @Test
    void a_report_that_overtakes_one_of_unknown_fate_is_not_stale() throws Exception {
        cloud.losesAnswers = true;
        var outbox = process();
        outbox.offer(body(1));
        assertThatExceptionOfType(TransientFailure.class).isThrownBy(outbox::flush);
        cloud.losesAnswers = false;
        tell(outbox, 2);
        assertThat(generations()).containsExactly(1L, 2L);
    }

    private ReportOutbox process() {
        return outbox(folder.resolve("sequence.json"));
    }

    private ReportOutbox outbox(Path file) {
        var numbers = new ReportNumbers(Wanted.DEVICE, new Stored<>(file, ReportNumbers.Last.class), cloud::millis);
        return new ReportOutbox(Wanted.DEVICE, numbers, () -> wall, () -> steady, AT_LATEST, List.of(cloud), () -> {});
    }

    private static void tell(ReportOutbox outbox, long generation) throws InterruptedException {
        outbox.offer(body(generation));
        outbox.flush();
    }

    private static ReportBody body(long generation) {
        return new ReportBody(generation, new AgentFacts("1", "linux", "amd64", "host", null), List.of(), List.of());
    }

    private List<Long> generations() {
        return cloud.taken.stream().map(DeviceReport::observedGeneration).toList();
    }

    private void deleteFiles() throws Exception {
        Files.delete(folder.resolve("sequence.json"));
        Files.deleteIfExists(folder.resolve("sequence.json.prev"));
    }
}
