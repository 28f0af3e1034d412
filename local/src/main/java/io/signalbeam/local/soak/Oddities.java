package io.signalbeam.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.local.soak.FuzzRequest.Pair;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes one thing about a request wrong, or at least unusual. */
final class Oddities {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Texts that have hurt other programs: in SQL, in paths, in logs, in terminals, in Unicode. */
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "' OR '1'='1",
            "'; drop table devices; --",
            "\" or 1=1 --",
            "1) union select null, version() --",
            "%' escape '",
            "\\",
            "%",
            "_",
            "../../../../etc/passwd",
            "..\\..\\windows\\win.ini",
            "/etc/passwd\u0000.json",
            "${jndi:ldap://127.0.0.1:1/x}",
            "{{7*7}}",
            "<script>alert(1)</script>",
            "$(id)",
            "\u0000",
            "\u0001\u0007\u001b[31m",
            "a\r\nset-cookie: x=y",
            "\u2028\u2029\u0085",
            "\u202eabc\u200d\ufeff",
            "e\u0301\u0301\u0301\u0301",
            "\ud83d\ude80 \ud83d\udc69\u200d\ud83d\ude80",
            "\uffff\ufffe",
            "null",
            "NaN",
            "-1",
            "1e309",
            "0x1F",
            "9223372036854775808",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "+999999999-12-31T23:59:59Z",
            "2026-02-30T00:00:00Z",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "1-1-1-1-1",
            "!!!!,,,,((((",
            "a in (",
            "https://127.0.0.1:1/");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1.5",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1e308",
            "1e-400",
            "123456789012345678901234567890.123456789");

    private final Random random;

    Oddities(Random random) {
        this.random = random;
    }

    /** @param body as it was before it was written; missing when there is none or it is no JSON */
    FuzzRequest applied(FuzzRequest request, JsonNode body, List<String> pathValues) {
        int kind = random.nextInt(10);
        if (kind < 5 && body.isObject()) {
            return inTree(request, (ObjectNode) body.deepCopy());
        }
        if (kind < 6 && request.body() != null) {
            return inBytes(request, request.body());
        }
        if (kind < 7 && !pathValues.isEmpty()) {
            return inPath(request, pick(pathValues));
        }
        return kind < 8 ? inHeaders(request) : inQuery(request);
    }

    private FuzzRequest inTree(FuzzRequest request, ObjectNode root) {
        var places = new ArrayList<Place>();
        places(root, places);
        if (places.isEmpty() || random.nextInt(8) == 0) {
            root.set(random.nextBoolean() ? "surprise" : pick(TEXTS), value(null));
            return request.withBody(FuzzRequest.utf8(root.toString()), "a field too many");
        }
        var place = pick(places);
        if (random.nextInt(6) == 0) {
            place.remove();
            return request.withBody(FuzzRequest.utf8(root.toString()), place.name + " taken away");
        }
        var value = value(place.value());
        place.set(value);
        var shown = value.toString();
        return request.withBody(
                FuzzRequest.utf8(root.toString()),
                place.name + " as " + (shown.length() > 80 ? shown.substring(0, 80) + "…" : shown));
    }

    /** A field of an object, or an item of an array. */
    private record Place(JsonNode parent, String name, int index) {
        JsonNode value() {
            return parent instanceof ObjectNode object ? object.path(name) : parent.path(index);
        }

        void set(JsonNode value) {
            if (parent instanceof ObjectNode object) {
                object.set(name, value);
            } else {
                ((ArrayNode) parent).set(index, value);
            }
        }

        void remove() {
            if (parent instanceof ObjectNode object) {
                object.remove(name);
            } else {
                ((ArrayNode) parent).remove(index);
            }
        }
    }

    private static void places(JsonNode node, List<Place> places) {
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            places.add(new Place(node, "[" + i + "]", i));
            places(node.get(i), places);
        }
        node.properties().forEach(field -> {
            places.add(new Place(node, field.getKey(), -1));
            places(field.getValue(), places);
        });
    }

    private JsonNode value(@Nullable JsonNode before) {
        return switch (random.nextInt(10)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(new BigDecimal(pick(NUMBERS)));
            case 3 -> JSON.arrayNode().add(before == null ? JSON.nullNode() : before.deepCopy());
            case 4 -> JSON.objectNode().set(pick(TEXTS), JSON.numberNode(BigInteger.TEN.pow(random.nextInt(300))));
            case 5 -> JSON.textNode(pick(TEXTS).repeat(1 + random.nextInt(3)));
            case 6 -> JSON.textNode("x".repeat(1 << random.nextInt(17)));
            case 7 -> many(before);
            default -> JSON.textNode(pick(TEXTS));
        };
    }

    private JsonNode many(@Nullable JsonNode before) {
        var array = JSON.arrayNode();
        var item = before == null ? JSON.nullNode() : before.isArray() && !before.isEmpty() ? before.get(0) : before;
        for (int i = 1 << random.nextInt(11); i > 0; i--) {
            array.add(item);
        }
        return array;
    }

    private FuzzRequest inBytes(FuzzRequest request, String body) {
        return switch (random.nextInt(12)) {
            case 0 -> request.withBody(body.substring(0, random.nextInt(body.length() + 1)), "body cut off");
            case 1 -> request.withBody("", "empty body");
            case 2 -> request.withBody(null, "no body");
            case 3 -> request.withBody(FuzzRequest.utf8("\ufeff") + body, "a byte order mark");
            case 4 -> request.withBody(body.replaceFirst("\"[^\"]*\"", "\"\u00ff\u00fe\u00c0\u0080\""), "no UTF-8");
            case 5 -> request.withBody("[".repeat(1 + random.nextInt(60_000)), "deeply nested, open");
            case 6 -> {
                int depth = 1 + random.nextInt(3000);
                yield request.withBody("{\"a\":".repeat(depth) + "1" + "}".repeat(depth), "deeply nested");
            }
            case 7 -> request.withBody(body.replaceFirst("^\\{", "{\"name\":1,\"name\":2,"), "a field twice");
            case 8 -> request.withBody(pick(List.of("null", "[]", "true", "1", "\"x\"", "{}", "{")), "another root");
            case 9 -> request.withBody(body.replaceFirst("\"[^\"]*\"", "\"\\\\ud800\""), "half a character");
            case 10 -> {
                int at = random.nextInt(Math.max(1, body.length()));
                yield request.withBody(
                        body.substring(0, at)
                                + (char) random.nextInt(256)
                                + body.substring(Math.min(body.length(), at + 1)),
                        "one byte changed");
            }
            default ->
                random.nextInt(8) == 0
                        ? request.withBody("{\"a\":\"" + "x".repeat(1_200_000) + "\"}", "a huge body")
                        : request.withBody(" \t\r\n" + body + "\n\n", "blanks around it");
        };
    }

    private FuzzRequest inPath(FuzzRequest request, String value) {
        var odd = switch (random.nextInt(10)) {
            case 0 -> value.toUpperCase(Locale.ROOT);
            case 1 -> "..%2f..%2f..%2fetc%2fpasswd";
            case 2 -> "%2e%2e";
            case 3 -> "%00";
            case 4 -> "x".repeat(1 << random.nextInt(14));
            case 5 -> value + "%20";
            case 6 -> value + ";a=b";
            case 7 -> "%c0%af%ff";
            default -> escaped(pick(TEXTS));
        };
        return request.withPath(request.path().replace(value, odd), value + " in the path as " + odd);
    }

    private FuzzRequest inHeaders(FuzzRequest request) {
        var headers = new ArrayList<>(request.headers());
        var more = switch (random.nextInt(12)) {
            case 0 -> new Pair("If-Match", pick(List.of("\"r99999999999999999999\"", "W/\"r1\"", "\"", ",,,", "r1")));
            case 1 -> new Pair("If-None-Match", pick(List.of("*", "\"x\", W/\"y\"", ",", "\"")));
            case 2 -> new Pair("Idempotency-Key", pick(List.of("", " ", "k".repeat(101), "'; --", "\u00e9\u00fe")));
            case 3 -> new Pair("traceparent", pick(List.of("00-" + "0".repeat(32) + "-1-1", "x".repeat(5000), "")));
            case 4 ->
                new Pair(
                        "X-Forwarded-For",
                        pick(List.of("not an address", "::1, 1.2.3.4:99999", "", ",,,", "%", "[::1")));
            case 5 -> new Pair("X-Tenant-Id", pick(List.of("", "x", "00000000-0000-0000-0000-000000000000")));
            case 6 -> new Pair("Accept", pick(List.of("", "text/plain;q=x", "*/*;;;", "application/xml")));
            case 7 -> new Pair("Signature-Input", pick(List.of("", "sig=(", "sig1=();created=99999999999999999999")));
            case 8 ->
                new Pair(
                        "Content-Type",
                        pick(List.of(
                                "",
                                "text/plain",
                                "application/json;charset=utf-16",
                                "application/yaml",
                                "application/x-www-form-urlencoded",
                                ";;;",
                                "multipart/form-data")));
            case 9 -> new Pair("Content-Encoding", pick(List.of("gzip", "nonsense")));
            case 10 -> new Pair("X-Padding", "x".repeat(1 << random.nextInt(13)));
            default -> new Pair("authorization", pick(List.of("", "Bearer", "Bearer  ", "Basic eDp5", "bearer x.y.z")));
        };
        // A header that is there already is there twice then, or is another one.
        if (random.nextBoolean()) {
            headers.removeIf(header -> header.name().equalsIgnoreCase(more.name()));
        }
        headers.add(more);
        return request.withHeaders(headers, "header " + more.name());
    }

    private FuzzRequest inQuery(FuzzRequest request) {
        var query = new ArrayList<>(request.query());
        if (query.isEmpty() || random.nextInt(4) == 0) {
            var name = pick(List.of("limit", "cursor", "q", "surprise", "sort", "from", "status", "selector", "code"));
            query.add(new Pair(name, odd()));
            return request.withQuery(query, "query " + name);
        }
        int at = random.nextInt(query.size());
        var pair = query.get(at);
        if (random.nextInt(4) == 0) {
            query.add(pair);
            return request.withQuery(query, "query " + pair.name() + " twice");
        }
        query.set(at, new Pair(pair.name(), odd()));
        return request.withQuery(query, "query " + pair.name());
    }

    private String odd() {
        return switch (random.nextInt(4)) {
            case 0 -> escaped(pick(NUMBERS));
            case 1 -> "x".repeat(1 << random.nextInt(12));
            case 2 -> pick(List.of("%00", "%c3%28", "%ff%fe", "%ed%a0%80", "a,b,,c", "=", "+", "%25zz"));
            default -> escaped(pick(TEXTS));
        };
    }

    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
