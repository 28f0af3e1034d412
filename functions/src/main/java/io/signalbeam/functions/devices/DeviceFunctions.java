package io.signalbeam.functions.devices;

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
import io.signalbeam.functions.http.Reply;
import io.signalbeam.shared.id.DeviceId;
import java.util.Optional;

/** The devices of a tenant, for people. */
public final class DeviceFunctions {
    private final Endpoint endpoint;
    private final ReadDevices read;
    private final ChangeDevice change;

    public DeviceFunctions(Endpoint endpoint, ReadDevices read, ChangeDevice change) {
        this.endpoint = endpoint;
        this.read = read;
        this.change = change;
    }

    @FunctionName("list-devices")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_DEVICES,
                request,
                context,
                call -> DeviceQuery.filter(call)
                        .map(filter -> Reply.ok(read.list(call.tenant(), filter, call.page()))));
    }

    @FunctionName("get-device")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_DEVICE,
                request,
                context,
                call -> read.one(call.tenant(), device(call, id)).map(DeviceFunctions::tagged));
    }

    @FunctionName("update-device")
    public HttpResponseMessage update(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PATCH,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.UPDATE_DEVICE,
                request,
                context,
                call -> change.change(
                                call.person(),
                                call.tenant(),
                                device(call, id),
                                call.body(DeviceChange.class),
                                call.expectedRevision())
                        .map(DeviceFunctions::tagged));
    }

    @FunctionName("decommission-device")
    public HttpResponseMessage decommission(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DECOMMISSION_DEVICE,
                request,
                context,
                call -> change.decommission(call.person(), call.tenant(), device(call, id))
                        .map(gone -> Reply.noContent()));
    }

    @FunctionName("get-desired-state")
    public HttpResponseMessage desired(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/desired-state")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_DESIRED_STATE,
                request,
                context,
                call -> read.desired(call.tenant(), device(call, id)).map(Reply::ok));
    }

    @FunctionName("get-reported-state")
    public HttpResponseMessage reported(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/reported-state")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_REPORTED_STATE,
                request,
                context,
                call -> read.reported(call.tenant(), device(call, id)).map(Reply::ok));
    }

    @FunctionName("list-device-events")
    public HttpResponseMessage events(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/events")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_DEVICE_EVENTS,
                request,
                context,
                call -> read.events(call.tenant(), device(call, id), call.page())
                        .map(Reply::ok));
    }

    private static DeviceId device(Call call, String id) {
        return new DeviceId(call.uuid("id", id));
    }

    private static Reply tagged(DeviceView view) {
        return Reply.ok(view).etag(view.revision());
    }
}
