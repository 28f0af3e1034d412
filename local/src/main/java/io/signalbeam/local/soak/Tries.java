package io.signalbeam.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.local.soak.FuzzRequest.Pair;
import io.signalbeam.local.soak.Subjects.Subject;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Makes requests for operations: some as they should be, the others with one or two things odd about them. */
final class Tries {
    private static final double AS_THEY_SHOULD_BE = 0.55;

    private final ApiDocument document;
    private final Subjects subjects;

    Tries(ApiDocument document, Subjects subjects) {
        this.document = document;
        this.subjects = subjects;
    }

    FuzzRequest next(ApiOperation operation, Subject subject, Random random) {
        var values = new SchemaValues(document, subjects::wish, random);
        var path = operation.path();
        for (var value : subject.values().entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        var query = new ArrayList<Pair>();
        var headers = new ArrayList<Pair>();
        if (operation.credential() != ApiOperation.Credential.NONE) {
            headers.add(subject.credential());
        }
        boolean between = random.nextBoolean();
        for (var parameter : operation.parameters()) {
            boolean isTime = parameter.name().equals("from") || parameter.name().equals("to");
            boolean wanted = isTime ? between : random.nextInt(5) < 2;
            var known = subject.values().get(parameter.name());
            if (parameter.in().equals("query") && known != null) {
                query.add(new Pair(parameter.name(), Oddities.escaped(known)));
            } else if (parameter.in().equals("query")
                    && wanted
                    && !parameter.name().equals("version")) {
                var value = values.named(parameter.name(), parameter.schema());
                if (!value.isMissingNode()) {
                    query.add(new Pair(parameter.name(), Oddities.escaped(text(value))));
                }
            } else if (parameter.name().equals("Idempotency-Key") && wanted) {
                headers.add(new Pair("Idempotency-Key", UuidV7.random().toString()));
            }
        }
        var body = body(operation, subject, values);
        var request = request(operation, new Place(path, query, headers), body, random);
        if (random.nextDouble() < AS_THEY_SHOULD_BE) {
            return request;
        }
        var pathValues = List.copyOf(subject.values().values());
        var oddities = new Oddities(random);
        var odd = oddities.applied(request, json(operation) ? body : MissingNode.getInstance(), pathValues);
        return random.nextInt(5) == 0
                ? oddities.applied(odd, MissingNode.getInstance(), odd.pathIsOdd() ? List.of() : pathValues)
                : odd;
    }

    private record Place(String path, List<Pair> query, List<Pair> headers) {}

    private static boolean json(ApiOperation operation) {
        return operation.content().has("application/json");
    }

    private JsonNode body(ApiOperation operation, Subject subject, SchemaValues values) {
        if (operation.content().isMissingNode()) {
            return MissingNode.getInstance();
        }
        var media = operation.content().properties().iterator().next().getValue();
        var body = values.value(media.path("schema"));
        if (body instanceof ObjectNode object) {
            subject.body()
                    .forEach((name, value) -> object.set(name, Json.lenient().valueToTree(value)));
        }
        return body;
    }

    private static FuzzRequest request(ApiOperation operation, Place place, JsonNode body, Random random) {
        var method = operation.method();
        var headers = place.headers();
        if (body.isMissingNode()) {
            return new FuzzRequest(method, place.path(), place.query(), headers, null, List.of(), false);
        }
        if (operation.content().has("application/yaml") && random.nextInt(6) == 0) {
            headers.add(new Pair("content-type", "application/yaml"));
            var query = List.of(new Pair("version", body.path("version").asText()));
            var compose =
                    "services:\n  app:\n    image: app:1\n    environment: {MODE: fast}\n    ports: ['8080:80']\n";
            return new FuzzRequest(method, place.path(), query, headers, compose, List.of(), false);
        }
        headers.add(new Pair("content-type", operation.content().fieldNames().next()));
        var text = json(operation) ? body.toString() : form(body);
        return new FuzzRequest(method, place.path(), place.query(), headers, FuzzRequest.utf8(text), List.of(), false);
    }

    private static String form(JsonNode body) {
        return body.propertyStream()
                .map(field -> field.getKey() + "=" + Oddities.escaped(text(field.getValue())))
                .collect(Collectors.joining("&"));
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                : value.asText();
    }
}
