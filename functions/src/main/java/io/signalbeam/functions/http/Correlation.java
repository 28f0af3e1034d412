package io.signalbeam.functions.http;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import io.signalbeam.shared.id.UuidV7;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that ties an answer to its traces and logs: the trace id of {@code traceparent} (W3C Trace Context). */
final class Correlation {
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private Correlation() {}

    static String id(HttpRequestMessage<Optional<String>> request, ExecutionContext context) {
        var trace = context.getTraceContext();
        return traceId(Call.header(request.getHeaders(), "traceparent").orElse(null))
                .or(() -> traceId(trace == null ? null : trace.getTraceparent()))
                .orElseGet(() -> UuidV7.random().toString().replace("-", ""));
    }

    private static Optional<String> traceId(@Nullable String traceparent) {
        var matcher = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
