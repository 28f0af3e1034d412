package io.signalbeam.functions.logs;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.label.LabelSyntax;
import java.util.Optional;

/** Containers' logs over HTTP, and the timer that ends their time. */
public final class LogFunctions {
    private final Endpoint endpoint;
    private final ReadLogs read;
    private final EndLogs end;

    LogFunctions(Endpoint endpoint, ReadLogs read, EndLogs end) {
        this.endpoint = endpoint;
        this.read = read;
        this.end = end;
    }

    @FunctionName("container-logs")
    public HttpResponseMessage logs(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/bundles/{bundleId}/containers/{container}/logs")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("bundleId") String bundleId,
            @BindingName("container") String container,
            ExecutionContext context) {
        return endpoint.person(Operation.GET_CONTAINER_LOGS, request, context, call -> {
            if (!LabelSyntax.isDnsLabel(bundleId) || !LabelSyntax.isDnsLabel(container)) {
                return Outcome.notFound("container", bundleId + "/" + container);
            }
            return read.read(
                            call.tenant(),
                            new ReadLogs.Query(
                                    new DeviceId(call.uuid("id", id)),
                                    bundleId,
                                    container,
                                    call.queryInstant("from"),
                                    call.queryInstant("to"),
                                    call.query("follow").filter("true"::equals).isPresent()),
                            call.page(ReadLogs.MOST_LINES))
                    .map(Reply::ok);
        });
    }

    @FunctionName("end-logs")
    public void end(@TimerTrigger(name = "timer", schedule = "0 10 4 * * *") String timer, ExecutionContext context) {
        int ended = end.run();
        context.getLogger().info(ended + " log files deleted");
    }
}
