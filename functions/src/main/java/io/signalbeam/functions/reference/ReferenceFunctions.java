package io.signalbeam.functions.reference;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.http.Endpoint;
import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.http.Text;
import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** The OpenAPI document and the page that shows it; open to anybody, as they say nothing of anybody's fleet. */
public final class ReferenceFunctions {
    /** Nothing from elsewhere, and no script but our own. Scalar sets styles by its script, and has small icons inline. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline';"
            + " connect-src 'self'; img-src 'self' data: blob:; font-src data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private final ReferenceFiles files;

    public ReferenceFunctions(ReferenceFiles files) {
        this.files = files;
    }

    @FunctionName("reference-openapi")
    public HttpResponseMessage openApi(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "openapi.json")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return Endpoint.anyone(
                Operation.GET_OPEN_API,
                request,
                context,
                call -> Outcome.done(Reply.ok(new Text("application/json", files.openApi()))));
    }

    @FunctionName("reference-page")
    public HttpResponseMessage page(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "docs")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return Endpoint.anyone(
                Operation.GET_REFERENCE_PAGE,
                request,
                context,
                call -> Outcome.done(Reply.ok(new Text("text/html; charset=utf-8", files.page()))
                        .header("content-security-policy", POLICY)
                        .header("referrer-policy", "no-referrer")));
    }

    @FunctionName("reference-script")
    public HttpResponseMessage script(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "docs/standalone.js")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return Endpoint.anyone(
                Operation.GET_REFERENCE_SCRIPT,
                request,
                context,
                call -> Outcome.done(Reply.ok(new Text("text/javascript; charset=utf-8", files.script()))
                        .header("cache-control", "public, max-age=3600")));
    }
}
