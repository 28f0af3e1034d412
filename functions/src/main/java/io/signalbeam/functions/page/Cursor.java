package io.signalbeam.functions.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A sort key as opaque text. It names a place and gives no right to anything, so it needs no seal. */
public final class Cursor {
    private static final TypeReference<List<String>> KEY = new TypeReference<>() {};

    private Cursor() {}

    /** @param list which list the key is of; only its own cursors mean anything to a list */
    public static String encode(String list, List<String> key) {
        var text = Stream.concat(Stream.of(list), key.stream()).toList();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.writeBytes(text));
    }

    /** The sort key, or nothing when the text was not made by {@link #encode} for this list. */
    public static Optional<List<String>> decode(String list, String cursor) {
        try {
            var key = Json.strict().readValue(Base64.getUrlDecoder().decode(cursor), KEY);
            return key == null
                            || key.isEmpty()
                            || !list.equals(key.getFirst())
                            || key.contains(null)
                            || key.stream().anyMatch(part -> part.indexOf('\0') >= 0)
                    ? Optional.empty()
                    : Optional.of(key.subList(1, key.size()));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
