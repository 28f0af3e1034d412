package io.signalbeam.functions.tokens;

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
import java.util.Optional;

/** Personal access tokens, for people. */
public final class AccessTokenFunctions {
    private final Endpoint endpoint;
    private final AccessTokens tokens;

    public AccessTokenFunctions(Endpoint endpoint, AccessTokens tokens) {
        this.endpoint = endpoint;
        this.tokens = tokens;
    }

    @FunctionName("list-access-tokens")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "access-tokens")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_ACCESS_TOKENS,
                request,
                context,
                call -> Outcome.done(Reply.ok(tokens.list(call.person(), call.tenant(), call.page()))));
    }

    @FunctionName("create-access-token")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "access-tokens")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_ACCESS_TOKEN,
                request,
                context,
                call -> tokens.create(call.person(), call.tenant(), call.body(NewAccessToken.class))
                        .map(Reply::created));
    }

    @FunctionName("revoke-access-token")
    public HttpResponseMessage revoke(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "access-tokens/{id:guid}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.REVOKE_ACCESS_TOKEN,
                request,
                context,
                call -> tokens.revoke(call.person(), call.tenant(), call.uuid("id", id))
                        .map(done -> Reply.noContent()));
    }
}
