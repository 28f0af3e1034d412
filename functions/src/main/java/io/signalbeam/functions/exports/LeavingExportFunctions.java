package io.signalbeam.functions.exports;

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

/** Exports of tenants that leave, for platform administrators: nobody of the tenant is let in any more. */
public final class LeavingExportFunctions {
    private final Endpoint endpoint;
    private final Exports exports;

    LeavingExportFunctions(Endpoint endpoint, Exports exports) {
        this.endpoint = endpoint;
        this.exports = exports;
    }

    @FunctionName("list-tenant-exports")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}/exports")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_TENANT_EXPORTS,
                request,
                context,
                call -> exports.listOf(new TenantId(call.uuid("id", id)), call.page())
                        .map(Reply::ok));
    }

    @FunctionName("create-tenant-export")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}/exports")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_TENANT_EXPORT,
                request,
                context,
                call -> exports.beginLeaving(call.person(), new TenantId(call.uuid("id", id)))
                        .map(Reply::accepted));
    }

    @FunctionName("get-tenant-export")
    public HttpResponseMessage one(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}/exports/{exportId:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("exportId") String exportId,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_TENANT_EXPORT,
                request,
                context,
                call -> exports.oneOf(new TenantId(call.uuid("id", id)), call.uuid("exportId", exportId))
                        .map(Reply::ok));
    }

    @FunctionName("list-tenant-export-files")
    public HttpResponseMessage files(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}/exports/{exportId:guid}/files")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("exportId") String exportId,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_TENANT_EXPORT_FILES,
                request,
                context,
                call -> exports.filesOfLeaving(
                                call.person(),
                                new TenantId(call.uuid("id", id)),
                                call.uuid("exportId", exportId),
                                call.page())
                        .map(Reply::ok));
    }
}
