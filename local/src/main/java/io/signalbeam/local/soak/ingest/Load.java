package io.signalbeam.local.soak.ingest;

import io.signalbeam.local.eventhubs.amqp.Hub;
import io.signalbeam.local.fleet.TypicalEvent;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Samples of very many devices, each in its turn, put into the hub as from the devices' own paths: no machine connects so
 * many.
 *
 * @param devices file with an id in each line
 * @param rate events a second, in all
 */
record Load(Path devices, int rate, int seconds) {
    private static final int TICKS_A_SECOND = 100;

    static Load parse(String order) {
        var words = order.split(" ", 3);
        return new Load(Path.of(words[2]), Integer.parseInt(words[0]), Integer.parseInt(words[1]));
    }

    String order() {
        return rate + " " + seconds + " " + devices;
    }

    long events() {
        return (long) rate * seconds;
    }

    /** Returns when all is handed over; what is late is made up for, so that nothing is left out. */
    void run(Hub hub) throws IOException, InterruptedException {
        var ids = Files.readAllLines(devices).stream().map(DeviceId::parse).toList();
        long begin = System.nanoTime();
        long sent = 0;
        for (long tick = 1; tick <= (long) seconds * TICKS_A_SECOND; tick++) {
            for (long due = tick * rate / TICKS_A_SECOND; sent < due; sent++) {
                send(hub, ids, sent);
            }
            long wait = begin + tick * (1_000_000_000L / TICKS_A_SECOND) - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
        }
    }

    private static void send(Hub hub, List<DeviceId> ids, long number) {
        var device = ids.get((int) (number % ids.size()));
        hub.publish(device.toString(), TypicalEvent.body(device, Instant.now(), number), failure -> {
            if (failure != null) {
                throw new UncheckedIOException(failure);
            }
        });
    }
}
