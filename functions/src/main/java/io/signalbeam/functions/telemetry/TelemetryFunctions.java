package io.signalbeam.functions.telemetry;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.Cardinality;
import com.microsoft.azure.functions.annotation.EventHubTrigger;
import com.microsoft.azure.functions.annotation.ExponentialBackoffRetry;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.EventHubBatch;
import io.signalbeam.functions.intake.EventTraces;
import io.signalbeam.functions.intake.IngestNumbers;
import io.signalbeam.functions.intake.IngestProgress;
import io.signalbeam.functions.logs.TakeLogs;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.shared.api.HeartbeatRequest;
import io.signalbeam.shared.api.ServerTime;
import io.signalbeam.shared.id.DeviceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Telemetry: in from the hub and over HTTPS, out as series; and the timer that looks after the table. */
public final class TelemetryFunctions {
    private static final int USUAL_POINTS = 300;
    private static final int MAX_POINTS = 2000;

    private final Endpoint endpoint;
    private final TakeTelemetry telemetry;
    private final TakeLogs takeLogs;
    private final IngestProgress progress;
    private final IngestNumbers numbers;
    private final EventTraces traces;
    private final TakeHeartbeat heartbeat;
    private final ReadMetrics read;
    private final MaintainMetrics maintain;
    private final RollUpMetrics rollUp;

    TelemetryFunctions(
            Endpoint endpoint,
            TakeTelemetry telemetry,
            TakeLogs takeLogs,
            IngestProgress progress,
            IngestNumbers numbers,
            EventTraces traces,
            TakeHeartbeat heartbeat,
            ReadMetrics read,
            MaintainMetrics maintain,
            RollUpMetrics rollUp) {
        this.endpoint = endpoint;
        this.telemetry = telemetry;
        this.takeLogs = takeLogs;
        this.progress = progress;
        this.numbers = numbers;
        this.traces = traces;
        this.heartbeat = heartbeat;
        this.read = read;
        this.maintain = maintain;
        this.rollUp = rollUp;
    }

    /** A failure must reach the host: its retries are all that keeps the batch, because it checkpoints after the last. */
    @FunctionName("ingest-telemetry")
    @ExponentialBackoffRetry(maxRetryCount = -1, minimumInterval = "00:00:01", maximumInterval = "00:00:30")
    public void ingest(
            @EventHubTrigger(
                            name = "events",
                            eventHubName = "%SIGNALBEAM_TELEMETRY_HUB%",
                            connection = "EventHubConnection",
                            consumerGroup = "$Default",
                            cardinality = Cardinality.MANY,
                            dataType = "binary")
                    List<byte[]> events,
            @BindingName("PartitionContext") String partition,
            @BindingName("SystemPropertiesArray") String system,
            @BindingName("PropertiesArray") String properties,
            ExecutionContext context) {
        var batch = EventHubBatch.read(events, partition, system, properties);
        traces.within(batch, () -> take(batch, context));
    }

    private void take(List<Delivery> batch, ExecutionContext context) {
        numbers.begun(batch);
        var logs = new ArrayList<Delivery>();
        var taken = telemetry.take(takeLogs.split(batch, logs));
        // Last: nothing of the metrics waits for what containers write.
        takeLogs.take(logs);
        progress.taken(batch);
        numbers.done(batch);
        context.getLogger()
                .fine(() -> "stored %d, repeated %d, parked %d"
                        .formatted(taken.stored(), taken.repeated(), taken.parked()));
    }

    @FunctionName("device-heartbeat")
    public HttpResponseMessage heartbeat(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/heartbeat")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.device(Operation.HEARTBEAT, request, context, call -> {
            var other = Endpoint.notItself(call.device(), call.uuid("id", id));
            return other != null
                    ? Outcome.refused(other)
                    : heartbeat
                            .take(
                                    call.device().tenantId(),
                                    call.device().deviceId(),
                                    call.lenientBody(HeartbeatRequest.class))
                            .map(at -> Reply.accepted(new ServerTime(at)));
        });
    }

    @FunctionName("device-metrics")
    public HttpResponseMessage metrics(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/metrics")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_DEVICE_METRICS,
                request,
                context,
                call -> read.read(
                                call.tenant(),
                                new ReadMetrics.Query(
                                        new DeviceId(call.uuid("id", id)),
                                        call.query("names").stream()
                                                .flatMap(names -> Arrays.stream(names.split(",", -1)))
                                                .distinct()
                                                .toList(),
                                        call.queryInstant("from"),
                                        call.queryInstant("to"),
                                        call.queryInt("maxPoints", 2, MAX_POINTS)
                                                .orElse(USUAL_POINTS)))
                        .map(Reply::ok));
    }

    @FunctionName("maintain-metrics")
    public void maintain(
            @TimerTrigger(name = "timer", schedule = "0 20 * * * *") String timer, ExecutionContext context) {
        var done = maintain.run();
        context.getLogger()
                .info("metrics: %d partitions made, %d compressed".formatted(done.made(), done.compressed()));
    }

    @FunctionName("roll-up-metrics")
    public void rollUp(@TimerTrigger(name = "timer", schedule = "5 * * * * *") String timer, ExecutionContext context) {
        int used = rollUp.run();
        context.getLogger().fine(() -> "metrics: %d notes rolled up".formatted(used));
    }
}
