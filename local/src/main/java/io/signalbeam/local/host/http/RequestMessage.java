package io.signalbeam.local.host.http;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.HttpStatusType;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as functions see it; the body is of the type that the function's parameter declares. */
final class RequestMessage implements HttpRequestMessage<@Nullable Object> {
    private final HttpInput input;
    private final @Nullable Object body;
    private @Nullable Map<String, String> headers;

    RequestMessage(HttpInput input, @Nullable Object body) {
        this.input = input;
        this.body = body;
    }

    @Override
    public URI getUri() {
        return input.uri();
    }

    @Override
    public HttpMethod getHttpMethod() {
        return input.method();
    }

    @Override
    public Map<String, String> getHeaders() {
        if (headers == null) {
            headers = input.headers();
        }
        return headers;
    }

    @Override
    public Map<String, String> getQueryParameters() {
        return input.query();
    }

    @Override
    public @Nullable Object getBody() {
        return body;
    }

    @Override
    public HttpResponseMessage.Builder createResponseBuilder(HttpStatus status) {
        return new ResponseMessage().status(status);
    }

    @Override
    public HttpResponseMessage.Builder createResponseBuilder(HttpStatusType status) {
        return new ResponseMessage().status(status);
    }
}
