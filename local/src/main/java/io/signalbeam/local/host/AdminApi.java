package io.signalbeam.local.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.local.host.app.Trigger;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The part of the real host's {@code /admin} API that helps in development; answers this machine alone. */
final class AdminApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LOCAL_NAME = Pattern.compile("(?i)(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");
    private static final String FUNCTIONS = "/admin/functions";

    private final FunctionsHost host;

    AdminApi(FunctionsHost host) {
        this.host = host;
    }

    Response handle(Request request) throws Exception {
        if (!fromThisMachine(request)) {
            return Response.of(403);
        }
        var path = request.path();
        if (request.method().equals("GET") && path.equals("/admin/host/status")) {
            return status();
        }
        if (request.method().equals("GET") && path.equals(FUNCTIONS)) {
            return list();
        }
        if (request.method().equals("POST") && path.startsWith(FUNCTIONS + "/")) {
            return trigger(path.substring(FUNCTIONS.length() + 1));
        }
        return Response.of(404);
    }

    /** The host header counts too: a web page elsewhere may have pointed its own name at this machine. */
    private static boolean fromThisMachine(Request request) throws UnknownHostException {
        var name = request.header("host");
        return InetAddress.getByName(request.remoteAddress().replaceAll("[\\[\\]]", ""))
                        .isLoopbackAddress()
                && name != null
                && LOCAL_NAME.matcher(name).matches();
    }

    private Response status() throws Exception {
        return json(JSON.createObjectNode()
                .put("state", "Running")
                .put(
                        "processUptime",
                        ProcessHandle.current()
                                .info()
                                .startInstant()
                                .map(start -> System.currentTimeMillis() - start.toEpochMilli())
                                .orElse(0L)));
    }

    private Response list() throws Exception {
        var all = JSON.createArrayNode();
        for (var function : host.functions()) {
            var node = all.addObject().put("name", function.name()).put("isDisabled", function.disabled());
            describe(node.putObject("trigger"), function.trigger());
            var counts = function.counts();
            node.put("invocations", counts.invocations())
                    .put("failures", counts.failures())
                    .put("running", counts.running())
                    .put("lastDurationMillis", counts.lastDuration().toNanos() / 1e6);
        }
        return json(all);
    }

    private void describe(ObjectNode node, Trigger trigger) {
        switch (trigger) {
            case Trigger.Http http -> {
                var prefix = host.routePrefix().isEmpty() ? "/" : "/" + host.routePrefix() + "/";
                node.put("type", "httpTrigger").put("route", prefix + http.route());
                var methods = node.putArray("methods");
                http.methods().forEach(methods::add);
            }
            case Trigger.EventHubs hub ->
                node.put("type", "eventHubTrigger")
                        .put("eventHub", hub.eventHub())
                        .put("consumerGroup", hub.consumerGroup());
            case Trigger.Timer timer -> node.put("type", "timerTrigger").put("schedule", timer.schedule());
        }
    }

    private Response trigger(String name) {
        if (host.runNow(name)) {
            return Response.of(202);
        }
        var known =
                host.functions().stream().anyMatch(function -> function.name().equalsIgnoreCase(name));
        return Response.of(known ? 400 : 404);
    }

    private static Response json(com.fasterxml.jackson.databind.JsonNode node) throws Exception {
        return Response.of(
                200,
                "application/json; charset=utf-8",
                JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8));
    }
}
