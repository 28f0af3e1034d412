package io.signalbeam.local.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code local.settings.json} as Azure Functions Core Tools read it.
 *
 * <p><a href="https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file">The
 * format</a>: {@code Values} become the environment of the app; of {@code Host} only {@code CORS} is known here.
 */
final class SettingsFile {
    private SettingsFile() {}

    /**
     * Reads the settings.
     *
     * @throws IOException when the file is missing, encrypted, or not of this form
     */
    static Map<String, String> read(Path file) throws IOException {
        var document = Json.lenient().readTree(Files.readString(file));
        if (document.path("IsEncrypted").asBoolean()) {
            throw new IOException(file + " is encrypted: only 'func settings decrypt' can read it");
        }
        if (!document.path("Values").isObject()) {
            throw new IOException(file + " has no object named Values");
        }
        var values = new TreeMap<String, String>();
        for (var entry : document.path("Values").properties()) {
            values.put(entry.getKey(), text(file, entry));
        }
        var cors = document.path("Host").path("CORS").asText();
        if (!cors.isBlank()) {
            values.putIfAbsent("SIGNALBEAM_CORS_ORIGINS", cors);
        }
        return values;
    }

    private static String text(Path file, Map.Entry<String, JsonNode> entry) throws IOException {
        if (!entry.getValue().isTextual()) {
            throw new IOException(file + ": the value of " + entry.getKey() + " is not a string");
        }
        return entry.getValue().textValue();
    }
}
