package io.signalbeam.functions.secrets;

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
import io.signalbeam.shared.api.SecretsRequest;
import java.util.Optional;

/** Secrets, written by people and read by devices alone. */
public final class SecretFunctions {
    private final Endpoint endpoint;
    private final Secrets secrets;
    private final DeliverSecrets deliver;

    public SecretFunctions(Endpoint endpoint, Secrets secrets, DeliverSecrets deliver) {
        this.endpoint = endpoint;
        this.secrets = secrets;
        this.deliver = deliver;
    }

    @FunctionName("list-secrets")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "secrets")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_SECRETS,
                request,
                context,
                call -> Outcome.done(Reply.ok(secrets.list(call.tenant(), call.page()))));
    }

    @FunctionName("put-secret")
    public HttpResponseMessage put(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PUT,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "secrets/{name}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("name") String name,
            ExecutionContext context) {
        return endpoint.person(
                Operation.PUT_SECRET,
                request,
                context,
                call -> secrets.put(call.person(), call.tenant(), name, call.body(NewSecret.class))
                        .map(Reply::ok));
    }

    @FunctionName("delete-secret")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "secrets/{name}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("name") String name,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_SECRET,
                request,
                context,
                call -> secrets.delete(call.person(), call.tenant(), call.word("name", name))
                        .map(gone -> Reply.noContent()));
    }

    @FunctionName("deliver-secrets")
    public HttpResponseMessage deliver(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "agent/secrets")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.device(
                Operation.DELIVER_SECRETS,
                request,
                context,
                call -> deliver.deliver(call.device(), call.lenientBody(SecretsRequest.class))
                        .map(Reply::ok));
    }
}
