package io.signalbeam.functions.leases;

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
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** Leases for devices. */
public final class LeaseFunctions {
    private final Endpoint endpoint;
    private final MakeLease makeLease;

    public LeaseFunctions(Endpoint endpoint, MakeLease makeLease) {
        this.endpoint = endpoint;
        this.makeLease = makeLease;
    }

    @FunctionName("lease")
    public HttpResponseMessage lease(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "agent/lease")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.device(
                Operation.LEASE,
                request,
                context,
                call -> Outcome.done(Reply.ok(makeLease.make(call.device().deviceId()))));
    }
}
