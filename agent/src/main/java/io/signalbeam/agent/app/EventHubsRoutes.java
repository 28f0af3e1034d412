package io.signalbeam.agent.app;

import io.signalbeam.agent.adapter.eventhubs.EventHubChannel;
import io.signalbeam.agent.report.ReportRoute;
import io.signalbeam.agent.telemetry.EventRoute;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.util.List;
import java.util.UUID;

/** Straight to Event Hubs. */
record EventHubsRoutes(EventHubChannel reportsHub, EventHubChannel telemetryHub) implements AutoCloseable {
    private static final int BATCH = 200;

    ReportRoute reports() {
        return new ReportRoute() {
            @Override
            public String name() {
                return "Event Hubs";
            }

            @Override
            public void send(UUID eventId, DeviceReport report) throws InterruptedException {
                reportsHub.send(List.of(Json.writeBytes(TelemetryEvent.of(
                        eventId, report.deviceId(), TelemetryEvent.TYPE_STATE, report.at(), report))));
            }
        };
    }

    EventRoute telemetry() {
        return new EventRoute() {
            @Override
            public String name() {
                return "Event Hubs";
            }

            @Override
            public int batch() {
                return BATCH;
            }

            @Override
            public void publish(List<byte[]> events) throws InterruptedException {
                telemetryHub.send(events);
            }
        };
    }

    @Override
    public void close() {
        reportsHub.close();
        telemetryHub.close();
    }
}
