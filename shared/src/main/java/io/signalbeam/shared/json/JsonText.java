package io.signalbeam.shared.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads untrusted JSON into a tree, and answers with a reason instead of throwing. */
public final class JsonText {
    /** What Jackson adds for those who program with it. */
    private static final Pattern JACKSONS_OWN =
            Pattern.compile(" \\((?:start marker at|bound as|through reference) .*");

    private JsonText() {}

    /**
     * @param field the path that an error names, empty for a whole body
     * @param maxBytes the greatest length that is read at all
     */
    public static Validated<JsonNode> parse(byte[] json, String field, int maxBytes) {
        if (json.length > maxBytes) {
            return Validated.invalid(field, "range", "at most " + maxBytes + " bytes, not " + json.length);
        }
        try {
            var node = Json.strict().readTree(json);
            return node == null || node.isMissingNode()
                    ? Validated.invalid(field, "required", "must be JSON, not empty")
                    : Validated.valid(node);
        } catch (JsonProcessingException e) {
            return Validated.invalid(field, "format", "not JSON: " + reason(e));
        } catch (IOException e) {
            return Validated.invalid(field, "format", "not JSON in UTF-8");
        }
    }

    public static Validated<JsonNode> parse(String json, String field, int maxBytes) {
        return parse(json.getBytes(StandardCharsets.UTF_8), field, maxBytes);
    }

    /** What is wrong and where, in one line and without the name of a Java class. */
    public static String reason(JsonProcessingException e) {
        var message = e.getOriginalMessage();
        var line = message == null
                ? "unreadable"
                : JACKSONS_OWN.matcher(message.lines().findFirst().orElse("")).replaceFirst("");
        var place = e.getLocation();
        return (line.length() > 200 ? line.substring(0, 200) + "…" : line)
                + (place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")");
    }
}
