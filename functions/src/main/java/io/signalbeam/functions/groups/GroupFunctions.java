package io.signalbeam.functions.groups;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.devices.DeviceFilter;
import io.signalbeam.functions.devices.ReadDevices;
import io.signalbeam.functions.http.Call;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import java.util.Optional;

/** Groups and their members, for people. */
public final class GroupFunctions {
    private final Endpoint endpoint;
    private final Groups groups;
    private final GroupMembers members;
    private final ReadDevices devices;

    public GroupFunctions(Endpoint endpoint, Groups groups, GroupMembers members, ReadDevices devices) {
        this.endpoint = endpoint;
        this.groups = groups;
        this.members = members;
        this.devices = devices;
    }

    @FunctionName("list-groups")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_GROUPS,
                request,
                context,
                call -> Outcome.done(Reply.ok(groups.list(call.person().reach(), call.tenant(), call.page()))));
    }

    @FunctionName("create-group")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_GROUP,
                request,
                context,
                call -> groups.create(call.person(), call.tenant(), call.body(NewGroup.class))
                        .map(group -> Reply.created(group).etag(group.revision())));
    }

    @FunctionName("get-group")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_GROUP,
                request,
                context,
                call -> groups.get(call.person().reach(), call.tenant(), group(call, id))
                        .map(GroupFunctions::tagged));
    }

    @FunctionName("update-group")
    public HttpResponseMessage update(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PATCH,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.UPDATE_GROUP,
                request,
                context,
                call -> groups.update(
                                call.person(),
                                call.tenant(),
                                group(call, id),
                                call.body(GroupChange.class),
                                call.expectedRevision())
                        .map(GroupFunctions::tagged));
    }

    @FunctionName("delete-group")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_GROUP,
                request,
                context,
                call -> groups.delete(call.person(), call.tenant(), group(call, id))
                        .map(gone -> Reply.noContent()));
    }

    @FunctionName("list-group-members")
    public HttpResponseMessage listMembers(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}/members")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_GROUP_MEMBERS,
                request,
                context,
                call -> groups.get(call.person().reach(), call.tenant(), group(call, id))
                        .map(group -> Reply.ok(
                                devices.list(call.tenant(), DeviceFilter.PRESENT.ofGroup(group.id()), call.page()))));
    }

    @FunctionName("add-group-members")
    public HttpResponseMessage addMembers(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}/members")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.ADD_GROUP_MEMBERS,
                request,
                context,
                call -> members.add(
                                call.person(), call.tenant(), group(call, id), call.body(GroupMembers.NewMembers.class))
                        .map(GroupFunctions::tagged));
    }

    @FunctionName("remove-group-member")
    public HttpResponseMessage removeMember(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "groups/{id:guid}/members/{deviceId:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("deviceId") String deviceId,
            ExecutionContext context) {
        return endpoint.person(
                Operation.REMOVE_GROUP_MEMBER,
                request,
                context,
                call -> members.remove(
                                call.person(),
                                call.tenant(),
                                group(call, id),
                                new DeviceId(call.uuid("deviceId", deviceId)))
                        .map(gone -> Reply.noContent()));
    }

    private static GroupId group(Call call, String id) {
        return new GroupId(call.uuid("id", id));
    }

    private static Reply tagged(Group group) {
        return Reply.ok(group).etag(group.revision());
    }
}
