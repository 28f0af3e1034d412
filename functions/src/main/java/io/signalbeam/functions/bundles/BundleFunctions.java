package io.signalbeam.functions.bundles;

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

/** Bundles and their versions, for people and pipelines. */
public final class BundleFunctions {
    private final Endpoint endpoint;
    private final Bundles bundles;
    private final PublishVersion publish;

    public BundleFunctions(Endpoint endpoint, Bundles bundles, PublishVersion publish) {
        this.endpoint = endpoint;
        this.bundles = bundles;
        this.publish = publish;
    }

    @FunctionName("list-bundles")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "bundles")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.LIST_BUNDLES,
                request,
                context,
                call -> Outcome.done(Reply.ok(bundles.list(call.person().reach(), call.tenant(), call.page()))));
    }

    @FunctionName("create-bundle")
    public HttpResponseMessage create(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "bundles")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return endpoint.person(
                Operation.CREATE_BUNDLE,
                request,
                context,
                call -> bundles.create(call.person(), call.tenant(), call.body(NewBundle.class))
                        .map(Reply::created));
    }

    @FunctionName("get-bundle")
    public HttpResponseMessage get(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "bundles/{id}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_BUNDLE,
                request,
                context,
                call -> bundles.get(call.person().reach(), call.tenant(), call.word("id", id))
                        .map(Reply::ok));
    }

    @FunctionName("delete-bundle")
    public HttpResponseMessage delete(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.DELETE,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "bundles/{id}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.DELETE_BUNDLE,
                request,
                context,
                call -> bundles.delete(call.person(), call.tenant(), call.word("id", id))
                        .map(gone -> Reply.noContent()));
    }

    @FunctionName("publish-bundle-version")
    public HttpResponseMessage publish(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "bundles/{id}/versions")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return endpoint.person(
                Operation.PUBLISH_BUNDLE_VERSION,
                request,
                context,
                call -> publish.publish(
                                call.person(),
                                call.tenant(),
                                new PublishVersion.Request(id, call.contentType(), call.text(), call.query("version")))
                        .map(published -> published.isNew()
                                ? Reply.created(published.version())
                                : Reply.ok(published.version())));
    }

    @FunctionName("get-bundle-version")
    public HttpResponseMessage version(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "bundles/{id}/versions/{version}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            @BindingName("version") String version,
            ExecutionContext context) {
        return endpoint.person(
                Operation.GET_BUNDLE_VERSION,
                request,
                context,
                call -> bundles.version(
                                call.person().reach(),
                                call.tenant(),
                                call.word("id", id),
                                call.word("version", version))
                        .map(Reply::ok));
    }
}
