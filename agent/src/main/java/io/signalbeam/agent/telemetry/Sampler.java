package io.signalbeam.agent.telemetry;

import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Turns a look at the device into an event in the spool. */
public final class Sampler {
    private final DeviceId device;
    private final Collector collector;
    private final Supplier<List<ActualContainer>> containers;
    private final InstantSource time;
    private final Supplier<Duration> correction;
    private final Spool spool;

    /**
     * @param time corrected by the server's
     * @param correction how much of that time is correction
     */
    public Sampler(
            DeviceId device,
            Collector collector,
            Supplier<List<ActualContainer>> containers,
            InstantSource time,
            Supplier<Duration> correction,
            Spool spool) {
        this.device = device;
        this.collector = collector;
        this.containers = containers;
        this.time = time;
        this.correction = correction;
        this.spool = spool;
    }

    public void sample() {
        var at = time.instant();
        var sample = collector.sample(containers.get(), correction.get());
        spool.append(
                Json.writeBytes(TelemetryEvent.of(UuidV7.at(at), device, TelemetryEvent.TYPE_METRICS, at, sample)));
    }
}
