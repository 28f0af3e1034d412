package io.signalbeam.functions.people;

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
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** The people of a tenant, for its admins. */
public final class PeopleFunctions {
    private final Endpoint endpoint;
    private final Members members;

    PeopleFunctions(Endpoint endpoint, Members members) {
        this.endpoint = endpoint;
        this.members = members;
    }

    @FunctionName("list-people")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "people")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_PEOPLE,
                request,
                context,
                call -> Outcome.done(Reply.ok(members.list(call.tenant(), call.page()))));
    }

    @FunctionName("add-person")
    public HttpResponseMessage add(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "people")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.ADD_PERSON,
                request,
                context,
                call -> members.add(call.person(), call.tenant(), call.body(NewMember.class))
                        .map(member -> Reply.created(member).etag(member.revision())));
    }

    @FunctionName("update-person")
    public HttpResponseMessage update(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PATCH,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "people/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.UPDATE_PERSON,
                request,
                context,
                call -> members.change(
                                call.person(),
                                call.tenant(),
                                call.uuid("id", id),
                                call.body(MemberChange.class),
                                call.expectedRevision())
                        .map(member -> Reply.ok(member).etag(member.revision())));
    }

    @FunctionName("remove-person")
    public HttpResponseMessage remove(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "people/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.REMOVE_PERSON,
                request,
                context,
                call -> members.remove(call.person(), call.tenant(), call.uuid("id", id))
                        .map(done -> Reply.noContent()));
    }
}
