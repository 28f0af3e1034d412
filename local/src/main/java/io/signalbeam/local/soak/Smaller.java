package io.signalbeam.local.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.local.soak.FuzzRequest.Pair;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests with one thing less: a query parameter, a header that is no credential, a field of the body. */
final class Smaller {
    private Smaller() {}

    static List<FuzzRequest> than(FuzzRequest request) {
        var smaller = new ArrayList<FuzzRequest>();
        for (int i = 0; i < request.query().size(); i++) {
            smaller.add(request.withQuery(without(request.query(), i), ""));
        }
        for (int i = 0; i < request.headers().size(); i++) {
            var name = request.headers().get(i).name();
            if (!name.equalsIgnoreCase("authorization") && !name.equalsIgnoreCase("x-api-key")) {
                smaller.add(request.withHeaders(without(request.headers(), i), ""));
            }
        }
        if (request.body() != null) {
            fields(request, request.body(), smaller);
        }
        return smaller;
    }

    private static List<Pair> without(List<Pair> pairs, int index) {
        var fewer = new ArrayList<>(pairs);
        fewer.remove(index);
        return fewer;
    }

    private static void fields(FuzzRequest request, String body, List<FuzzRequest> smaller) {
        try {
            var tree = Json.strict().readTree(body.getBytes(StandardCharsets.ISO_8859_1));
            if (tree instanceof ObjectNode object) {
                for (var field : object.properties()) {
                    var fewer = object.deepCopy();
                    fewer.remove(field.getKey());
                    smaller.add(request.withBody(FuzzRequest.utf8(fewer.toString()), ""));
                }
            }
        } catch (JsonProcessingException e) {
            return; // What is broken on purpose stays as it is.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
