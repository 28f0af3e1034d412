package io.signalbeam.functions.assignments;

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
import java.util.Optional;

/** Versions that have failed on too many devices, for people. The engine of rollouts puts them into quarantine. */
public final class QuarantineFunctions {
    private final Endpoint endpoint;
    private final LiftQuarantine lift;

    public QuarantineFunctions(Endpoint endpoint, LiftQuarantine lift) {
        this.endpoint = endpoint;
        this.lift = lift;
    }

    @FunctionName("lift-quarantine")
    public HttpResponseMessage lift(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "bundles/{id}/versions/{version}/quarantine")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("version") String version,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIFT_QUARANTINE,
                request,
                context,
                call -> lift.lift(
                                call.person(),
                                call.tenant(),
                                new BundleRef(call.word("id", id), call.word("version", version)))
                        .map(lifted -> Reply.noContent()));
    }
}
