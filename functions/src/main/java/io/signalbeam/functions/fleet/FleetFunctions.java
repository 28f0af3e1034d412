package io.signalbeam.functions.fleet;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.http.Text;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** The fleet over HTTP, and what operators scrape of all fleets. */
public final class FleetFunctions {
    private final Endpoint endpoint;
    private final SummarizeFleet summarize;
    private final ScrapeMetrics scrape;

    FleetFunctions(Endpoint endpoint, SummarizeFleet summarize, ScrapeMetrics scrape) {
        this.endpoint = endpoint;
        this.summarize = summarize;
        this.scrape = scrape;
    }

    @FunctionName("fleet-summary")
    public HttpResponseMessage summary(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "fleet/summary")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_FLEET_SUMMARY,
                request,
                context,
                call -> Outcome.done(Reply.ok(summarize.summarize(call.tenant()))));
    }

    @FunctionName("get-metrics")
    public HttpResponseMessage metrics(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "metrics")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_METRICS,
                request,
                context,
                call -> Outcome.done(Reply.ok(new Text(MetricFamily.MEDIA_TYPE, scrape.scrape()))));
    }
}
