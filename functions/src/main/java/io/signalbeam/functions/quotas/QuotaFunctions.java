package io.signalbeam.functions.quotas;

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
import io.signalbeam.shared.id.TenantId;
import java.util.Optional;

/** Quotas over HTTP: a tenant's own, and any tenant's for platform administrators. */
public final class QuotaFunctions {
    private final Endpoint endpoint;
    private final Quotas quotas;

    public QuotaFunctions(Endpoint endpoint, Quotas quotas) {
        this.endpoint = endpoint;
        this.quotas = quotas;
    }

    @FunctionName("get-quotas")
    public HttpResponseMessage own(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "quotas")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_QUOTAS,
                request,
                context,
                call -> quotas.read(call.tenant()).map(Reply::ok));
    }

    @FunctionName("get-tenant-quotas")
    public HttpResponseMessage ofTenant(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}/quotas")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_TENANT_QUOTAS,
                request,
                context,
                call -> quotas.readAny(new TenantId(call.uuid("id", id))).map(Reply::ok));
    }

    @FunctionName("set-tenant-quotas")
    public HttpResponseMessage set(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PUT,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}/quotas")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.SET_TENANT_QUOTAS,
                request,
                context,
                call -> quotas.change(call.person(), new TenantId(call.uuid("id", id)), call.body(QuotaChange.class))
                        .map(Reply::ok));
    }
}
