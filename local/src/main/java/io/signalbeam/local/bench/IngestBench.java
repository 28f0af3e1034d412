package io.signalbeam.local.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The store by itself; and telemetry from the devices' SDK with leased tokens, through the broker and the trigger, to rows in PostgreSQL. All
 * parts and the devices share one machine. An event that has not become a row is lost, and none may be.
 */
final class IngestBench implements Bench {
    private static final int DEVICES = 16;
    private static final int WARMING = 8_000;

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        var figures = new ArrayList<>(StoreBench.run(setting));
        figures.addAll(endToEnd(setting));
        return figures;
    }

    private static List<Figure> endToEnd(Setting setting) throws Exception {
        int events = setting.quick() ? 24_000 : 400_000;
        try (var cloud = BenchCloud.start(setting);
                var load = TelemetryLoad.enroll(cloud, DEVICES)) {
            setting.say("warming up with " + WARMING + " events");
            load.send(WARMING);
            load.awaitRows(WARMING);
            setting.say("sending " + events + " events from " + DEVICES + " devices");
            var watch = Stopwatch.start();
            load.send(events);
            double sent = watch.seconds();
            long rows = load.awaitRows((long) WARMING + events) - WARMING;
            double stored = watch.seconds();
            return List.of(
                    Figure.of("ingest_sent", events / sent, "events/s"),
                    Figure.of("ingest_stored", rows / stored, "events/s"),
                    Figure.of("ingest_drained_after", stored - sent, "s"),
                    Figure.of("ingest_lost", (double) (events - rows), "events").with(Bar.atMost(0)));
        }
    }
}
