package io.signalbeam.functions.alerts;

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

/** Webhooks over HTTP, and the timer that tells them. */
public final class AlertWebhookFunctions {
    private final Endpoint endpoint;
    private final Webhooks webhooks;
    private final DeliverAlerts deliver;

    AlertWebhookFunctions(Endpoint endpoint, Webhooks webhooks, DeliverAlerts deliver) {
        this.endpoint = endpoint;
        this.webhooks = webhooks;
        this.deliver = deliver;
    }

    @FunctionName("list-alert-webhooks")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-webhooks")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ALERT_WEBHOOKS,
                request,
                context,
                call -> Outcome.done(Reply.ok(webhooks.list(call.tenant(), call.page()))));
    }

    @FunctionName("create-alert-webhook")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-webhooks")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_ALERT_WEBHOOK,
                request,
                context,
                call -> webhooks.create(call.person(), call.tenant(), call.body(NewWebhook.class))
                        .map(Reply::created));
    }

    @FunctionName("delete-alert-webhook")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-webhooks/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_ALERT_WEBHOOK,
                request,
                context,
                call -> webhooks.delete(call.person(), call.tenant(), call.uuid("id", id))
                        .map(gone -> Reply.noContent()));
    }

    @FunctionName("deliver-alerts")
    public void deliver(
            @TimerTrigger(name = "timer", schedule = "*/5 * * * * *") String timer, ExecutionContext context) {
        int attempts = deliver.run();
        context.getLogger().fine(() -> attempts + " messages sent to webhooks");
    }
}
