package io.signalbeam.functions.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A sort key as opaque text. It names a place and gives no right to anything, so it needs no seal. */
public final class Cursor {
    private static final TypeReference<List<String>> KEY = new TypeReference<>() {};

    private Cursor() {}

    public static String encode(List<String> key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.writeBytes(key));
    }

    /** The sort key, or nothing when the text was not made by {@link #encode}. */
    public static Optional<List<String>> decode(String cursor) {
        try {
            var key = Json.strict().readValue(Base64.getUrlDecoder().decode(cursor), KEY);
            return key == null || key.contains(null) || key.stream().anyMatch(part -> part.indexOf('\0') >= 0)
                    ? Optional.empty()
                    : Optional.of(key);
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
