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
import io.signalbeam.functions.http.Call;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.PersonCall;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What devices and groups are asked to run, for people. */
public final class AssignmentFunctions {
    private final Endpoint endpoint;
    private final Assignments assignments;

    public AssignmentFunctions(Endpoint endpoint, Assignments assignments) {
        this.endpoint = endpoint;
        this.assignments = assignments;
    }

    @FunctionName("list-device-bundles")
    public HttpResponseMessage ofDevice(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/bundles")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_DEVICE_BUNDLES,
                request,
                context,
                call -> assignments
                        .effective(call.tenant(), device(call, id).id())
                        .map(items -> Reply.ok(new Items<>(items))));
    }

    @FunctionName("assign-bundle-to-device")
    public HttpResponseMessage assignDevice(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/bundles")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return assign(Operation.ASSIGN_BUNDLE_TO_DEVICE, request, context, call -> device(call, id));
    }

    @FunctionName("unassign-bundle-from-device")
    public HttpResponseMessage unassignDevice(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "devices/{id:guid}/bundles/{bundleId}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("bundleId") String bundleId,
            ExecutionContext context) {
        return unassign(Operation.UNASSIGN_BUNDLE_FROM_DEVICE, request, context, call -> device(call, id), bundleId);
    }

    @FunctionName("list-group-bundles")
    public HttpResponseMessage ofGroup(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}/bundles")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_GROUP_BUNDLES,
                request,
                context,
                call -> assignments
                        .ofGroup(
                                call.person().reach(),
                                call.tenant(),
                                group(call, id).id())
                        .map(items -> Reply.ok(new Items<>(items))));
    }

    @FunctionName("assign-bundle-to-group")
    public HttpResponseMessage assignGroup(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}/bundles")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return assign(Operation.ASSIGN_BUNDLE_TO_GROUP, request, context, call -> group(call, id));
    }

    @FunctionName("unassign-bundle-from-group")
    public HttpResponseMessage unassignGroup(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}/bundles/{bundleId}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("bundleId") String bundleId,
            ExecutionContext context) {
        return unassign(Operation.UNASSIGN_BUNDLE_FROM_GROUP, request, context, call -> group(call, id), bundleId);
    }

    /** A list that is never long enough for pages. */
    private record Items<T>(List<T> items) {}

    private HttpResponseMessage assign(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Function<PersonCall, Assignee> whom) {
        return endpoint.person(
                operation,
                request,
                context,
                call -> assignments
                        .assign(call.person(), call.tenant(), whom.apply(call), call.body(BundleRef.class))
                        .map(Reply::ok));
    }

    private HttpResponseMessage unassign(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Function<PersonCall, Assignee> whom,
            String bundleId) {
        return endpoint.person(
                operation,
                request,
                context,
                call -> assignments
                        .unassign(call.person(), call.tenant(), whom.apply(call), call.word("bundleId", bundleId))
                        .map(gone -> Reply.noContent()));
    }

    private static Assignee.Device device(Call call, String id) {
        return new Assignee.Device(new DeviceId(call.uuid("id", id)));
    }

    private static Assignee.Group group(Call call, String id) {
        return new Assignee.Group(new GroupId(call.uuid("id", id)));
    }
}
