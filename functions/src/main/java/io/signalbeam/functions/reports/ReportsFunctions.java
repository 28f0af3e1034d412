package io.signalbeam.functions.reports;

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
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.intake.EventHubBatch;
import io.signalbeam.functions.intake.EventTraces;
import io.signalbeam.functions.intake.IngestNumbers;
import io.signalbeam.functions.intake.IngestProgress;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.shared.api.ServerTime;
import io.signalbeam.shared.report.DeviceReport;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Reports, from their hub and over HTTPS. */
public final class ReportsFunctions {
    private final Endpoint endpoint;
    private final TakeReports reports;
    private final IngestProgress progress;
    private final IngestNumbers numbers;
    private final EventTraces traces;
    private final InstantSource clock;

    ReportsFunctions(
            Endpoint endpoint,
            TakeReports reports,
            IngestProgress progress,
            IngestNumbers numbers,
            EventTraces traces,
            InstantSource clock) {
        this.endpoint = endpoint;
        this.reports = reports;
        this.progress = progress;
        this.numbers = numbers;
        this.traces = traces;
        this.clock = clock;
    }

    /** A failure must reach the host: its retries are all that keeps the batch, because it checkpoints after the last. */
    @FunctionName("ingest-reports")
    @ExponentialBackoffRetry(maxRetryCount = -1, minimumInterval = "00:00:01", maximumInterval = "00:00:30")
    public void ingest(
            @EventHubTrigger(
                            name = "events",
                            eventHubName = "%SIGNALBEAM_REPORTS_HUB%",
                            connection = "EventHubConnection",
                            consumerGroup = "$Default",
                            cardinality = Cardinality.MANY,
                            dataType = "binary")
                    List<byte[]> events,
            @BindingName("PartitionContext") String partition,
            @BindingName("SystemPropertiesArray") String system,
            @BindingName("PropertiesArray") String properties) {
        var batch = EventHubBatch.read(events, partition, system, properties);
        traces.within(batch, () -> {
            numbers.begun(batch);
            reports.take(batch);
            progress.taken(batch);
            numbers.done(batch);
        });
    }

    @FunctionName("agent-reports")
    public HttpResponseMessage report(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "agent/reports")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.device(Operation.POST_REPORT, request, context, call -> {
            var report = call.lenientBody(DeviceReport.class);
            var other = Endpoint.notItself(call.device(), report.deviceId().value());
            return other != null
                    ? Outcome.refused(other)
                    : reports.take(call.device().tenantId(), report)
                            .map(taken -> Reply.accepted(new ServerTime(clock.instant())));
        });
    }
}
