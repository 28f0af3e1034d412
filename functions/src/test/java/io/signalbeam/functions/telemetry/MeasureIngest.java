package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows a second from the bytes of the trigger's batch to committed rows; by hand, to see what a change costs. */
final class MeasureIngest {
    private MeasureIngest() {}

    public static void main(String[] arguments) {
        int batches = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        int size = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        try (var fleet = new TelemetryFixture()) {
            var tenant = fleet.database.tenant("acme");
            var devices = new ArrayList<DeviceId>();
            for (int i = 0; i < 5000; i++) {
                devices.add(fleet.device(tenant));
            }
            var take = fleet.take(fleet.database.database(), InstantSource.fixed(TelemetryFixture.NOW));
            run(take, batches(fleet, devices, 20, size, 1));
            var work = batches(fleet, devices, batches, size, 2);
            long start = System.nanoTime();
            run(take, work);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%d rows in %.2f s: %.0f rows/s at %d a batch%n",
                    batches * size, seconds, batches * size / seconds, size);
        }
    }

    private static void run(TakeTelemetry take, List<List<Delivery>> batches) {
        batches.forEach(take::take);
    }

    private static List<List<Delivery>> batches(
            TelemetryFixture fleet, List<DeviceId> devices, int batches, int size, int seed) {
        var random = new Random(seed);
        var all = new ArrayList<List<Delivery>>();
        for (int b = 0; b < batches; b++) {
            var batch = new ArrayList<Delivery>();
            for (int i = 0; i < size; i++) {
                batch.add(fleet.delivery(
                        devices.get(random.nextInt(devices.size())),
                        TelemetryFixture.NOW.minus(Duration.ofMillis(random.nextInt(3_600_000))),
                        random.nextInt(100)));
            }
            all.add(batch);
        }
        return all;
    }
}
