package io.signalbeam.functions.leases;

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

/** Leases for devices, and the key that they are signed with. */
public final class LeaseFunctions {
    private final Endpoint endpoint;
    private final MakeLease makeLease;
    private final RotatePublisherKey rotate;

    public LeaseFunctions(Endpoint endpoint, MakeLease makeLease, RotatePublisherKey rotate) {
        this.endpoint = endpoint;
        this.makeLease = makeLease;
        this.rotate = rotate;
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

    @FunctionName("rotate-publisher-key")
    public void rotate(@TimerTrigger(name = "timer", schedule = "0 37 * * * *") String timer) {
        rotate.run();
    }

    @FunctionName("rotate-publisher-key-now")
    public HttpResponseMessage rotateNow(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "publisher-key/rotate")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.ROTATE_PUBLISHER_KEY,
                request,
                context,
                call -> rotate.rotate(call.person(), call.body(RotatePublisherKey.Wish.class))
                        .map(Reply::ok));
    }
}
