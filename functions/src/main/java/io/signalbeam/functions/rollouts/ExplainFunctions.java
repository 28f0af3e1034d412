package io.signalbeam.functions.rollouts;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.shared.id.DeviceId;
import java.util.Optional;

/** Why a device runs what it runs, for people. */
public final class ExplainFunctions {
    private final Endpoint endpoint;
    private final ExplainDevice explain;

    public ExplainFunctions(Endpoint endpoint, ExplainDevice explain) {
        this.endpoint = endpoint;
        this.explain = explain;
    }

    @FunctionName("explain-device")
    public HttpResponseMessage explain(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/explain")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.EXPLAIN_DEVICE,
                request,
                context,
                call -> explain.explain(call.tenant(), new DeviceId(call.uuid("id", id)))
                        .map(Reply::ok));
    }
}
