package io.signalbeam.functions.telemetry;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Call;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.PersonCall;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.telemetry.ReadFleetMetrics.Scope;
import io.signalbeam.functions.telemetry.TopDevices.Aggregation;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.label.Selector;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Metrics of many devices at once, over HTTP. */
public final class FleetMetricFunctions {
    private static final int USUAL_POINTS = 100;
    private static final int MAX_POINTS = 2000;
    private static final int USUAL_TOP = 10;
    private static final int MAX_TOP = 100;

    private final Endpoint endpoint;
    private final ReadFleetMetrics read;

    FleetMetricFunctions(Endpoint endpoint, ReadFleetMetrics read) {
        this.endpoint = endpoint;
        this.read = read;
    }

    @FunctionName("fleet-metrics")
    public HttpResponseMessage ofFleet(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "fleet/metrics")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(Operation.GET_FLEET_METRICS, request, context, call -> series(call, null));
    }

    @FunctionName("group-metrics")
    public HttpResponseMessage ofGroup(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}/metrics")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_GROUP_METRICS, request, context, call -> series(call, new GroupId(call.uuid("id", id))));
    }

    @FunctionName("top-devices")
    public HttpResponseMessage top(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "fleet/metrics/top")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_TOP_DEVICES,
                request,
                context,
                call -> scope(call, call.queryUuid("groupId").map(GroupId::new).orElse(null))
                        .flatMap(scope -> read.top(
                                call.tenant(),
                                scope,
                                call.query("name").orElse(Metric.Known.CPU.wire()),
                                only(call.queryWords("aggregation", Aggregation.class))
                                        .orElse(Aggregation.Avg),
                                only(call.queryWords("order", Order.class)).orElse(Order.Greatest) == Order.Least,
                                call.queryInt("limit", 1, MAX_TOP).orElse(USUAL_TOP)))
                        .map(Reply::ok));
    }

    /** Which come first; the names are the API's. */
    enum Order {
        Greatest,
        Least
    }

    private static <T> Optional<T> only(List<T> words) {
        return words.stream().findFirst();
    }

    private Outcome<Reply> series(PersonCall call, @Nullable GroupId group) {
        return scope(call, group)
                .flatMap(scope -> read.series(
                        call.tenant(),
                        scope,
                        call.query("names").stream()
                                .flatMap(names -> Arrays.stream(names.split(",", -1)))
                                .distinct()
                                .toList(),
                        call.queryInt("maxPoints", 2, MAX_POINTS).orElse(USUAL_POINTS)))
                .map(Reply::ok);
    }

    private static Outcome<Scope> scope(Call call, @Nullable GroupId group) {
        return Outcome.of(Selector.parse(call.query("selector").orElse("")))
                .map(selector -> new Scope(group, selector, call.queryInstant("from"), call.queryInstant("to")));
    }
}
