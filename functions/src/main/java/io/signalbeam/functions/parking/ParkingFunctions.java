package io.signalbeam.functions.parking;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** Parked events over HTTP, and the timer that ends their time. */
public final class ParkingFunctions {
    private final Endpoint endpoint;
    private final ListParkedEvents list;
    private final EndParking end;

    ParkingFunctions(Endpoint endpoint, ListParkedEvents list, EndParking end) {
        this.endpoint = endpoint;
        this.list = list;
        this.end = end;
    }

    @FunctionName("parked-events-list")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "parked-events")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_PARKED_EVENTS,
                request,
                context,
                call -> Outcome.done(Reply.ok(list.list(call.tenant(), call.page()))));
    }

    @FunctionName("end-parking")
    public void end(@TimerTrigger(name = "timer", schedule = "0 40 3 * * *") String timer, ExecutionContext context) {
        int ended = end.run();
        context.getLogger().info(ended + " parked events deleted");
    }
}
