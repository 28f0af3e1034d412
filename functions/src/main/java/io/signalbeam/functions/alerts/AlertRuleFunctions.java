package io.signalbeam.functions.alerts;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.alerts.RuleInput.NewRule;
import io.signalbeam.functions.alerts.RuleInput.RuleChange;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** Alert rules over HTTP. */
public final class AlertRuleFunctions {
    private final Endpoint endpoint;
    private final AlertRules rules;

    AlertRuleFunctions(Endpoint endpoint, AlertRules rules) {
        this.endpoint = endpoint;
        this.rules = rules;
    }

    @FunctionName("list-alert-rules")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-rules")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ALERT_RULES,
                request,
                context,
                call -> Outcome.done(Reply.ok(rules.list(call.tenant(), call.page()))));
    }

    @FunctionName("create-alert-rule")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-rules")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_ALERT_RULE,
                request,
                context,
                call -> rules.create(call.person(), call.tenant(), call.body(NewRule.class))
                        .map(rule -> Reply.created(rule).etag(rule.revision())));
    }

    @FunctionName("get-alert-rule")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-rules/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_ALERT_RULE,
                request,
                context,
                call -> rules.get(call.tenant(), call.uuid("id", id)).map(AlertRuleFunctions::tagged));
    }

    @FunctionName("update-alert-rule")
    public HttpResponseMessage update(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PATCH,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-rules/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.UPDATE_ALERT_RULE,
                request,
                context,
                call -> rules.update(
                                call.person(),
                                call.tenant(),
                                call.uuid("id", id),
                                call.body(RuleChange.class),
                                call.expectedRevision())
                        .map(AlertRuleFunctions::tagged));
    }

    @FunctionName("delete-alert-rule")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "alert-rules/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_ALERT_RULE,
                request,
                context,
                call -> rules.delete(call.person(), call.tenant(), call.uuid("id", id))
                        .map(gone -> Reply.noContent()));
    }

    private static Reply tagged(AlertRule rule) {
        return Reply.ok(rule).etag(rule.revision());
    }
}
