package io.signalbeam.functions.devices;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.DeviceCall;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.liveness.SignsOfLife;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** What a device asks about itself. */
public final class OwnDeviceFunctions {
    private final Endpoint endpoint;
    private final ReadDevices read;
    private final SignsOfLife signsOfLife;

    public OwnDeviceFunctions(Endpoint endpoint, ReadDevices read, SignsOfLife signsOfLife) {
        this.endpoint = endpoint;
        this.read = read;
        this.signsOfLife = signsOfLife;
    }

    @FunctionName("poll-desired-state")
    public HttpResponseMessage poll(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "agent/desired-state")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        // Only to a device that has what we remember is a moment's age of no account: it may know what is newer.
        var tag = request.getHeaders().get("if-none-match");
        return endpoint.device(
                Operation.POLL_DESIRED_STATE,
                request,
                context,
                pass -> pass.tag().equals(tag),
                call -> {
                    signsOfLife.of(call.device().deviceId());
                    return desired(call);
                });
    }

    @FunctionName("get-own-device")
    public HttpResponseMessage me(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/me")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.device(
                Operation.GET_OWN_DEVICE,
                request,
                context,
                call -> read.one(call.device().tenantId(), call.device().deviceId())
                        .map(Reply::ok));
    }

    private static Outcome<Reply> desired(DeviceCall call) {
        var tag = call.device().pass().tag();
        return Outcome.done(
                call.noneMatchNames(tag)
                        ? Reply.notModified(tag)
                        : Reply.ok(call.device().twin().desired()).header("etag", tag));
    }
}
