package io.signalbeam.local.soak;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request, right or wrong, as it goes over the wire.
 *
 * @param path escaped, below {@code /api}
 * @param query pairs, escaped
 * @param headers may repeat
 * @param body its bytes as ISO-8859-1, so that any bytes are a value; null for none
 * @param oddities what was done to it to make it wrong, in words; empty for one that is as it should be
 * @param pathIsOdd whether it may lead elsewhere, or nowhere
 */
record FuzzRequest(
        String method,
        String path,
        List<Pair> query,
        List<Pair> headers,
        @Nullable String body,
        List<String> oddities,
        boolean pathIsOdd) {
    /** Far above what any operation takes on a machine that does other things, too. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int HUGE = 8_000;
    private static final String ODD_CREDENTIAL = "header authorization";

    FuzzRequest {
        query = List.copyOf(query);
        headers = List.copyOf(headers);
        oddities = List.copyOf(oddities);
    }

    record Pair(String name, String value) {}

    /** Whether a web server may refuse it before the app sees it. */
    boolean mayMissTheApp() {
        return pathIsOdd || line().length() > HUGE || (body != null && body.length() > 1_000_000);
    }

    /** Whether it is sent with the credential that it shall have, and no other. */
    boolean hasItsCredential() {
        return !oddities.contains(ODD_CREDENTIAL);
    }

    private String line() {
        var pairs = query.stream().map(pair -> pair.name() + "=" + pair.value()).collect(Collectors.joining("&"));
        return path + (pairs.isEmpty() ? "" : "?" + pairs);
    }

    /** @throws IllegalArgumentException when Java's client cannot send it */
    HttpRequest at(URI api) {
        var request = HttpRequest.newBuilder(URI.create(api + "/api" + line())).timeout(PATIENCE);
        headers.forEach(header -> request.header(header.name(), header.value()));
        return request.method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.ISO_8859_1)))
                .build();
    }

    FuzzRequest withPath(String newPath, String oddity) {
        return new FuzzRequest(method, newPath, query, headers, body, and(oddity), true);
    }

    FuzzRequest withQuery(List<Pair> newQuery, String oddity) {
        return new FuzzRequest(method, path, newQuery, headers, body, and(oddity), pathIsOdd);
    }

    FuzzRequest withHeaders(List<Pair> newHeaders, String oddity) {
        return new FuzzRequest(method, path, query, newHeaders, body, and(oddity), pathIsOdd);
    }

    FuzzRequest withBody(@Nullable String newBody, String oddity) {
        return new FuzzRequest(method, path, query, headers, newBody, and(oddity), pathIsOdd);
    }

    private List<String> and(String oddity) {
        return oddity.isEmpty()
                ? oddities
                : Stream.concat(oddities.stream(), Stream.of(oddity)).toList();
    }

    /** Text as the bytes of its UTF-8 in {@link #body}. */
    static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A command line that sends the same, with the credential left out. */
    String curl() {
        var words = new ArrayList<String>(List.of("curl", "-sS", "--path-as-is", "-X", method));
        for (var header : headers) {
            boolean secret = header.name().equalsIgnoreCase("authorization")
                    || header.name().equalsIgnoreCase("x-api-key");
            words.add("-H");
            words.add(quoted(header.name() + ": " + (secret ? "SECRET" : header.value())));
        }
        if (body != null) {
            words.add("--data-binary");
            words.add(
                    body.length() > HUGE
                            ? quoted(body.substring(0, 200)) + " # and so on, " + body.length() + " bytes"
                            : "$" + quoted(body));
        }
        words.add(quoted("$API/api" + line()).replace("'$API", "\"$API\"'"));
        return String.join(" ", words);
    }

    private static String quoted(String text) {
        return "'"
                + text.chars()
                        .mapToObj(c -> c == '\'' || c == '\\'
                                ? "\\" + (char) c
                                : c < ' ' || c > '~' ? "\\x%02x".formatted(c) : Character.toString(c))
                        .collect(Collectors.joining())
                + "'";
    }
}
