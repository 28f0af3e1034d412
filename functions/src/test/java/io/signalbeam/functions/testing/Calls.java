package io.signalbeam.functions.testing;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.HttpStatusType;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Logger;

/** Requests as the host hands them to functions. */
public final class Calls {
    private Calls() {}

    public static HttpRequestMessage<Optional<String>> get(String path) {
        return new Get(URI.create("http://localhost/api" + path));
    }

    public static ExecutionContext context() {
        return new Context();
    }

    private record Context() implements ExecutionContext {
        @Override
        public Logger getLogger() {
            return Logger.getLogger("function");
        }

        @Override
        public String getInvocationId() {
            return "1";
        }

        @Override
        public String getFunctionName() {
            return "test";
        }
    }

    private record Get(URI uri) implements HttpRequestMessage<Optional<String>> {
        @Override
        public URI getUri() {
            return uri;
        }

        @Override
        public HttpMethod getHttpMethod() {
            return HttpMethod.GET;
        }

        @Override
        public Map<String, String> getHeaders() {
            return Map.of();
        }

        @Override
        public Map<String, String> getQueryParameters() {
            return Map.of();
        }

        @Override
        public Optional<String> getBody() {
            return Optional.empty();
        }

        @Override
        public HttpResponseMessage.Builder createResponseBuilder(HttpStatus status) {
            return new Answer(status);
        }

        @Override
        public HttpResponseMessage.Builder createResponseBuilder(HttpStatusType status) {
            return new Answer(status);
        }
    }

    private static final class Answer implements HttpResponseMessage, HttpResponseMessage.Builder {
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private HttpStatusType status;
        private Object body;

        private Answer(HttpStatusType status) {
            this.status = status;
        }

        @Override
        public Builder status(HttpStatusType other) {
            status = other;
            return this;
        }

        @Override
        public Builder header(String key, String value) {
            headers.put(key, value);
            return this;
        }

        @Override
        public Builder body(Object other) {
            body = other;
            return this;
        }

        @Override
        public HttpResponseMessage build() {
            return this;
        }

        @Override
        public HttpStatusType getStatus() {
            return status;
        }

        @Override
        public String getHeader(String key) {
            return headers.get(key);
        }

        @Override
        public Object getBody() {
            return body;
        }
    }
}
