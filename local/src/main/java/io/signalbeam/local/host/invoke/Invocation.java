package io.signalbeam.local.host.invoke;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.RetryContext;
import com.microsoft.azure.functions.TraceContext;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One run of a function, as the function may see it. */
final class Invocation implements ExecutionContext {
    private final String function;
    private final Logger logger;
    private final Cause cause;
    private @Nullable String id;
    private @Nullable TraceContext trace;

    Invocation(String function, Logger logger, Cause cause) {
        this.function = function;
        this.logger = logger;
        this.cause = cause;
    }

    @Override
    public Logger getLogger() {
        return logger;
    }

    @Override
    public synchronized String getInvocationId() {
        if (id == null) {
            var random = ThreadLocalRandom.current();
            id = new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE)
                    .toString();
        }
        return id;
    }

    @Override
    public String getFunctionName() {
        return function;
    }

    @Override
    public synchronized TraceContext getTraceContext() {
        if (trace == null) {
            var parent = cause.traceparent();
            trace = new Trace(parent == null ? freshTrace() : parent, cause.tracestate());
        }
        return trace;
    }

    @Override
    public @Nullable RetryContext getRetryContext() {
        return cause.retry();
    }

    private static String freshTrace() {
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-01";
    }

    private record Trace(String getTraceparent, String getTracestate) implements TraceContext {
        Trace(String getTraceparent, @Nullable String getTracestate) {
            this.getTraceparent = getTraceparent;
            this.getTracestate = getTracestate == null ? "" : getTracestate;
        }

        @Override
        public Map<String, String> getAttributes() {
            return Map.of();
        }
    }
}
