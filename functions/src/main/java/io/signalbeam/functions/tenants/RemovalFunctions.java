package io.signalbeam.functions.tenants;

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
import io.signalbeam.shared.id.TenantId;
import java.util.Optional;

/** Tenants that leave, over HTTP, and the timer that removes what is theirs. */
public final class RemovalFunctions {
    private final Endpoint endpoint;
    private final LeaveTenant leave;
    private final RemoveTenants remove;

    RemovalFunctions(Endpoint endpoint, LeaveTenant leave, RemoveTenants remove) {
        this.endpoint = endpoint;
        this.leave = leave;
        this.remove = remove;
    }

    @FunctionName("delete-tenant")
    public HttpResponseMessage leave(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_TENANT,
                request,
                context,
                call -> leave.leave(call.person(), new TenantId(call.uuid("id", id)), call.query("name"))
                        .map(Reply::accepted));
    }

    @FunctionName("restore-tenant")
    public HttpResponseMessage restore(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "tenants/{id:guid}/restore")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.RESTORE_TENANT,
                request,
                context,
                call -> leave.restore(call.person(), new TenantId(call.uuid("id", id)))
                        .map(Reply::ok));
    }

    @FunctionName("remove-tenants")
    public void remove(
            @TimerTrigger(name = "timer", schedule = "0 */5 * * * *") String timer, ExecutionContext context) {
        int gone = remove.run();
        if (gone > 0) {
            context.getLogger().info(gone + " tenants are gone");
        }
    }
}
