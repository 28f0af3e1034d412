package io.signalbeam.functions.tenants;

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

/** Tenants for platform administrators, and who somebody is. */
public final class TenantFunctions {
    private final Endpoint endpoint;
    private final Tenants tenants;

    public TenantFunctions(Endpoint endpoint, Tenants tenants) {
        this.endpoint = endpoint;
        this.tenants = tenants;
    }

    @FunctionName("get-me")
    public HttpResponseMessage me(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "me")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_ME, request, context, call -> Outcome.done(Reply.ok(Me.of(call.person()))));
    }

    @FunctionName("list-tenants")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_TENANTS, request, context, call -> Outcome.done(Reply.ok(tenants.list())));
    }

    @FunctionName("create-tenant")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_TENANT,
                request,
                context,
                call -> tenants.create(call.person(), call.body(NewTenant.class))
                        .map(Reply::created));
    }
}
