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

/** Alerts and silences over HTTP, and the timers that keep alerts. */
public final class AlertFunctions {
    private final Endpoint endpoint;
    private final ListAlerts alerts;
    private final Silences silences;
    private final EvaluateAlerts evaluate;
    private final ForgetAlerts forget;

    AlertFunctions(
            Endpoint endpoint, ListAlerts alerts, Silences silences, EvaluateAlerts evaluate, ForgetAlerts forget) {
        this.endpoint = endpoint;
        this.alerts = alerts;
        this.silences = silences;
        this.evaluate = evaluate;
        this.forget = forget;
    }

    @FunctionName("list-alerts")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alerts")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ALERTS,
                request,
                context,
                call -> Outcome.done(Reply.ok(alerts.list(
                        call.tenant(),
                        new AlertsSql.Filter(
                                call.queryWords("state", AlertState.class),
                                call.queryWords("severity", Severity.class),
                                call.queryUuid("ruleId").orElse(null),
                                call.queryUuid("deviceId").orElse(null)),
                        call.page()))));
    }

    @FunctionName("list-alert-silences")
    public HttpResponseMessage listSilences(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-silences")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ALERT_SILENCES,
                request,
                context,
                call -> Outcome.done(Reply.ok(silences.list(call.tenant(), call.page()))));
    }

    @FunctionName("create-alert-silence")
    public HttpResponseMessage createSilence(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-silences")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_ALERT_SILENCE,
                request,
                context,
                call -> silences.create(call.person(), call.tenant(), call.body(NewSilence.class))
                        .map(Reply::created));
    }

    @FunctionName("expire-alert-silence")
    public HttpResponseMessage expireSilence(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-silences/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.EXPIRE_ALERT_SILENCE,
                request,
                context,
                call -> silences.expire(call.person(), call.tenant(), call.uuid("id", id))
                        .map(gone -> Reply.noContent()));
    }

    @FunctionName("evaluate-alerts")
    public void evaluate(
            @TimerTrigger(name = "timer", schedule = "*/15 * * * * *") String timer, ExecutionContext context) {
        int evaluated = evaluate.tick();
        context.getLogger().fine(() -> evaluated + " alert rules evaluated");
    }

    @FunctionName("forget-alerts")
    public void forget(
            @TimerTrigger(name = "timer", schedule = "0 50 * * * *") String timer, ExecutionContext context) {
        int rows = forget.run();
        context.getLogger().fine(() -> rows + " old rows of alerts deleted");
    }
}
