package io.signalbeam.functions.exports;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** A tenant's own exports, and the timer that makes everybody's. */
public final class ExportFunctions {
    private final Endpoint endpoint;
    private final Exports exports;
    private final ExportTenants exportTenants;

    ExportFunctions(Endpoint endpoint, Exports exports, ExportTenants exportTenants) {
        this.endpoint = endpoint;
        this.exports = exports;
        this.exportTenants = exportTenants;
    }

    @FunctionName("list-exports")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenant/exports")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_EXPORTS,
                request,
                context,
                call -> Outcome.done(Reply.ok(exports.list(call.tenant(), call.page()))));
    }

    @FunctionName("create-export")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenant/exports")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_EXPORT,
                request,
                context,
                call -> exports.begin(call.person(), call.tenant()).map(Reply::accepted));
    }

    @FunctionName("get-export")
    public HttpResponseMessage one(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenant/exports/{exportId:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("exportId") String exportId,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_EXPORT,
                request,
                context,
                call -> exports.one(call.tenant(), call.uuid("exportId", exportId))
                        .map(Reply::ok));
    }

    @FunctionName("list-export-files")
    public HttpResponseMessage files(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenant/exports/{exportId:guid}/files")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("exportId") String exportId,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_EXPORT_FILES,
                request,
                context,
                call -> exports.files(call.person(), call.tenant(), call.uuid("exportId", exportId), call.page())
                        .map(Reply::ok));
    }

    @FunctionName("export-tenants")
    public void make(
            @TimerTrigger(name = "timer", schedule = "*/10 * * * * *") String timer, ExecutionContext context) {
        int whole = exportTenants.run();
        if (whole > 0) {
            context.getLogger().info(whole + " exports are whole");
        }
    }
}
