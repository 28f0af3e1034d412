package io.signalbeam.functions.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.TestDatabase;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Series on PostgreSQL alone; and what only it can show here: several writers at once, while roll-ups are made. */
class PlainSeriesIT extends SeriesOnEveryEngine {

    @Override
    TestDatabase database() {
        return TestDatabase.create();
    }

    @Override
    void stopServer() {}

    @Override
    String engine() {
        return "plain";
    }

    @Test
    void writers_at_the_same_time_end_like_the_clean_stream() throws Exception {
        for (long seed = 21; seed <= 23; seed++) {
            var streams = streams(new Random(seed), 600);
            fleet.take().take(streams.clean());
            try (var threads = Executors.newFixedThreadPool(5)) {
                var running = new ArrayList<Future<?>>();
                for (int writer = 0; writer < 4; writer++) {
                    var random = new Random(seed * 31 + writer);
                    // Each has most of the stream, some of it twice, in an order of its own; together they have all of
                    // it.
                    var mine = new ArrayList<>(streams.messy());
                    Collections.shuffle(mine, random);
                    running.add(threads.submit(() -> inPieces(mine, random, fleet.take())));
                }
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        rollUp.runAll();
                    }
                }));
                for (var each : running) {
                    each.get();
                }
            }
            rollUp.runAll();
            assertThat(everythingOf(streams.messyDevices()))
                    .as("seed %d", seed)
                    .isEqualTo(everythingOf(streams.cleanDevices()));
        }
    }

    @Test
    void several_at_once_make_room_for_the_same_days_once() throws Exception {
        var first = LocalDate.of(2027, 3, 1);
        for (int round = 0; round < 10; round++) {
            var day = first.plusDays(round);
            var together = new CyclicBarrier(4);
            try (var threads = Executors.newFixedThreadPool(4)) {
                var made = new ArrayList<Future<Integer>>();
                for (int i = 0; i < 4; i++) {
                    made.add(threads.submit(() -> fleet.database.database().asService(tx -> {
                        // Each has looked for the partition already, and remembers that there is none.
                        tx.execute("select to_regclass('device_metrics_202703%02d')".formatted(day.getDayOfMonth()));
                        try {
                            together.await();
                        } catch (InterruptedException | BrokenBarrierException e) {
                            throw new IllegalStateException(e);
                        }
                        return MetricsSql.makeRoom(tx, day, day);
                    })));
                }
                int sum = 0;
                for (var each : made) {
                    sum += each.get();
                }
                // Of samples and of five minutes every day; of hours and days when their time comes.
                assertThat(sum).isBetween(2, 4);
            }
        }
    }
}
