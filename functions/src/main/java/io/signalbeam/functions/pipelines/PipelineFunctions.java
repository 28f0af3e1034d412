package io.signalbeam.functions.pipelines;

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
import io.signalbeam.functions.pipelines.TrustInput.NewTrust;
import io.signalbeam.functions.pipelines.TrustInput.TrustChange;
import java.util.Map;
import java.util.Optional;

/** Deploy trusts, for administrators, and the exchange of tokens, for pipelines. */
public final class PipelineFunctions {
    private final Endpoint endpoint;
    private final DeployTrusts trusts;
    private final ExchangeToken exchange;

    public PipelineFunctions(Endpoint endpoint, DeployTrusts trusts, ExchangeToken exchange) {
        this.endpoint = endpoint;
        this.trusts = trusts;
        this.exchange = exchange;
    }

    @FunctionName("list-deploy-trusts")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "deploy-trusts")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_DEPLOY_TRUSTS,
                request,
                context,
                call -> Outcome.done(Reply.ok(trusts.list(call.tenant(), call.page()))));
    }

    @FunctionName("create-deploy-trust")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "deploy-trusts")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_DEPLOY_TRUST,
                request,
                context,
                call -> trusts.create(call.person(), call.tenant(), call.body(NewTrust.class))
                        .map(trust -> Reply.created(trust).etag(trust.revision())));
    }

    @FunctionName("get-deploy-trust")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "deploy-trusts/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_DEPLOY_TRUST,
                request,
                context,
                call -> trusts.get(call.tenant(), call.uuid("id", id)).map(PipelineFunctions::tagged));
    }

    @FunctionName("update-deploy-trust")
    public HttpResponseMessage update(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PATCH,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "deploy-trusts/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.UPDATE_DEPLOY_TRUST,
                request,
                context,
                call -> trusts.update(
                                call.person(),
                                call.tenant(),
                                call.uuid("id", id),
                                call.body(TrustChange.class),
                                call.expectedRevision())
                        .map(PipelineFunctions::tagged));
    }

    @FunctionName("delete-deploy-trust")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "deploy-trusts/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_DEPLOY_TRUST,
                request,
                context,
                call -> trusts.delete(call.person(), call.tenant(), call.uuid("id", id))
                        .map(gone -> Reply.noContent()));
    }

    @FunctionName("exchange-token")
    public HttpResponseMessage exchange(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "token")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.stranger(
                Operation.EXCHANGE_TOKEN,
                request,
                context,
                call -> Outcome.done(
                        switch (exchange.exchange(decoded(call.form()))) {
                            case Exchange.Granted granted -> Reply.ok(granted);
                            case Exchange.Denied denied -> new Reply(400, denied, Map.of());
                        }));
    }

    private static ExchangeToken.Request decoded(Map<String, String> form) {
        return new ExchangeToken.Request(
                form.get("grant_type"),
                form.get("audience"),
                form.get("subject_token"),
                form.get("subject_token_type"),
                form.get("requested_token_type"));
    }

    private static Reply tagged(DeployTrust trust) {
        return Reply.ok(trust).etag(trust.revision());
    }
}
