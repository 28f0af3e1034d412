package io.signalbeam.functions.tenants;

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
import io.signalbeam.shared.id.TenantId;
import java.util.Optional;

/** Tenants for platform administrators, a tenant's own settings, and who somebody is. */
public final class TenantFunctions {
    private final Endpoint endpoint;
    private final Tenants tenants;
    private final TenantSettings settings;
    private final RebuildTwins rebuildTwins;

    public TenantFunctions(Endpoint endpoint, Tenants tenants, TenantSettings settings, RebuildTwins rebuildTwins) {
        this.endpoint = endpoint;
        this.tenants = tenants;
        this.settings = settings;
        this.rebuildTwins = rebuildTwins;
    }

    @FunctionName("get-tenant")
    public HttpResponseMessage own(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenant")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_TENANT,
                request,
                context,
                call -> settings.read(call.tenant()).map(Reply::ok));
    }

    @FunctionName("update-tenant")
    public HttpResponseMessage change(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PATCH,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenant")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.UPDATE_TENANT,
                request,
                context,
                call -> settings.change(call.person(), call.tenant(), call.body(TenantSettings.Change.class))
                        .map(Reply::ok));
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

    @FunctionName("rebuild-twins")
    public HttpResponseMessage rebuildTwins(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}/rebuild-twins")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.REBUILD_TWINS,
                request,
                context,
                call -> rebuildTwins
                        .rebuild(call.person(), new TenantId(call.uuid("id", id)))
                        .map(Reply::accepted));
    }
}
