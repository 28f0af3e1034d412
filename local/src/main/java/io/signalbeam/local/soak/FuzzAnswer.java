package io.signalbeam.local.soak;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** @param headers by name in lower case, the first value of each */
record FuzzAnswer(int status, Map<String, String> headers, String body) {

    static FuzzAnswer of(HttpResponse<byte[]> response) {
        var headers = new TreeMap<String, String>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new FuzzAnswer(response.statusCode(), headers, new String(response.body(), StandardCharsets.UTF_8));
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    String mediaType() {
        return headers.getOrDefault("content-type", "").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
