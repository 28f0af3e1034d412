package io.signalbeam.local.host.sample;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** HTTP functions that show what they were given. */
public final class HttpSample {
    private final Greeting greeting;

    public HttpSample(Greeting greeting) {
        this.greeting = greeting;
    }

    /** How a name is greeted; handed in by the app's injector. */
    public record Greeting(String word) {}

    /** A body that the worker reads by itself. */
    public record Order(String item, int count) {}

    public HttpResponseMessage echo(
            @HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        context.getLogger().info("echo " + id);
        return request.createResponseBuilder(HttpStatus.CREATED)
                .header("x-function", context.getFunctionName())
                .body(Map.of(
                        "id", id,
                        "greeting", greeting.word(),
                        "method", request.getHttpMethod() == HttpMethod.POST ? "POST" : "other",
                        "body", request.getBody().orElse("none"),
                        "query", new TreeMap<>(request.getQueryParameters()),
                        "header", request.getHeaders().getOrDefault("x-mixed-case", "none"),
                        "path", request.getUri().getPath(),
                        "trace", context.getTraceContext().getTraceparent()))
                .build();
    }

    public static HttpResponseMessage bytes(
            @HttpTrigger(name = "request") HttpRequestMessage<Optional<byte[]>> request) {
        return request.createResponseBuilder(HttpStatus.OK)
                .body(request.getBody().orElseGet(() -> new byte[0]))
                .build();
    }

    public static Order order(@HttpTrigger(name = "request") HttpRequestMessage<Order> request) {
        var order = request.getBody();
        return new Order(order.item(), order.count() + 1);
    }

    public static String number(
            @HttpTrigger(name = "request") HttpRequestMessage<String> request,
            @BindingName("n") int n,
            @BindingName("flags") List<String> flags) {
        return n + 1 + " " + flags;
    }

    public static String which(
            @HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request, ExecutionContext context) {
        return context.getFunctionName();
    }

    public static void fails(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
        throw new IllegalStateException("as asked");
    }

    public static String slow(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request)
            throws InterruptedException {
        TimeUnit.MINUTES.sleep(5);
        return "never";
    }

    /** Runs longer than a connection without traffic is kept by a server that stops. */
    public static String awhile(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request)
            throws InterruptedException {
        TimeUnit.SECONDS.sleep(4);
        return "after a while";
    }

    /** Names the loaders of a class that the host carries too, of a shared one, and of the context. */
    public static String loaders(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request)
            throws ClassNotFoundException {
        var context = Thread.currentThread().getContextClassLoader();
        return String.join(
                " ",
                String.valueOf(HttpSample.class.getClassLoader().getName()),
                String.valueOf(context.getName()),
                String.valueOf(Class.forName("io.signalbeam.local.host.sample.Twin", true, context)
                        .getClassLoader()
                        .getName()),
                String.valueOf(HttpRequestMessage.class.getClassLoader().getName()),
                hostClassIsHidden());
    }

    private static String hostClassIsHidden() {
        try {
            return Class.forName("com.fasterxml.jackson.databind.ObjectMapper").getName();
        } catch (ClassNotFoundException e) {
            return "hidden";
        }
    }
}
