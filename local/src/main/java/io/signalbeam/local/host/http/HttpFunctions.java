package io.signalbeam.local.host.http;

import io.signalbeam.local.host.app.FunctionDefinition;
import io.signalbeam.local.host.app.Settings;
import io.signalbeam.local.host.app.Trigger;
import io.signalbeam.local.host.invoke.Cause;
import io.signalbeam.local.host.invoke.FunctionFailure;
import io.signalbeam.local.host.invoke.FunctionRuntime;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the function for a request, runs it, and turns what it returns into an answer. */
public final class HttpFunctions {
    private static final Response NOT_FOUND = Response.of(404);
    private static final Response FAILED = Response.of(500);

    private record Route(RouteTemplate template, Trigger.Http trigger, FunctionRuntime.Callable<HttpInput> function) {}

    private final String prefix;
    private final List<Route> routes;
    private final Cors cors;

    /**
     * The HTTP functions of an app.
     *
     * @param definitions in the order in which their routes are tried
     */
    public HttpFunctions(
            String routePrefix, List<FunctionDefinition> definitions, FunctionRuntime runtime, Settings settings) {
        prefix = routePrefix.isEmpty() ? "/" : "/" + routePrefix + "/";
        cors = new Cors(settings);
        var found = new ArrayList<Route>();
        for (var definition : definitions) {
            if (definition.trigger() instanceof Trigger.Http trigger) {
                found.add(new Route(
                        RouteTemplate.parse(trigger.route()), trigger, runtime.load(definition, new HttpParameters())));
            }
        }
        routes = List.copyOf(found);
    }

    /** The functions, for their counts. */
    public List<FunctionRuntime.Callable<?>> functions() {
        return routes.stream().<FunctionRuntime.Callable<?>>map(Route::function).toList();
    }

    /** Answers a request: 404 when no route takes its path and method, 500 without a body when the function fails. */
    public Response handle(Request request) throws Exception {
        var preflight = cors.preflight(request);
        return preflight == null ? cors.decorate(request, route(request)) : preflight;
    }

    private Response route(Request request) throws Exception {
        var path = request.path();
        if (!path.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return NOT_FOUND;
        }
        var segments = RouteTemplate.split(path.substring(prefix.length() - 1));
        var method = request.method().toUpperCase(Locale.ROOT);
        for (var route : routes) {
            var methods = route.trigger().methods();
            if (!methods.isEmpty() && !methods.contains(method)) {
                continue;
            }
            var values = route.template().match(segments);
            if (values != null) {
                return call(route, new HttpInput(request, values), request);
            }
        }
        return NOT_FOUND;
    }

    private static Response call(Route route, HttpInput input, Request request) throws Exception {
        Object returned;
        try {
            returned = route.function()
                    .call(input, new Cause(request.header("traceparent"), request.header("tracestate"), null));
        } catch (FunctionFailure e) {
            return FAILED;
        }
        return ResponseMessage.wire(returned);
    }
}
