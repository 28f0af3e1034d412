package io.signalbeam.functions.devicekeys;

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
import io.signalbeam.shared.api.RotateKeyRequest;
import io.signalbeam.shared.id.DeviceId;
import java.util.Optional;

/** New keys for devices: by themselves, and because an admin wants it. */
public final class DeviceKeyFunctions {
    private final Endpoint endpoint;
    private final RotateKeys rotateKeys;

    public DeviceKeyFunctions(Endpoint endpoint, RotateKeys rotateKeys) {
        this.endpoint = endpoint;
        this.rotateKeys = rotateKeys;
    }

    @FunctionName("rotate-own-key")
    public HttpResponseMessage rotate(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "agent/keys/rotate")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.device(
                Operation.ROTATE_OWN_KEY,
                request,
                context,
                call -> rotateKeys
                        .rotate(call.device(), call.lenientBody(RotateKeyRequest.class))
                        .map(Reply::ok));
    }

    @FunctionName("rotate-device-key")
    public HttpResponseMessage ask(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/rotate-key")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.ROTATE_DEVICE_KEY,
                request,
                context,
                call -> rotateKeys
                        .ask(
                                call.person(),
                                call.tenant(),
                                new DeviceId(call.uuid("id", id)),
                                call.body(RotationWish.class))
                        .map(Reply::accepted));
    }
}
