package io.signalbeam.functions.reference;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The files of the reference, out of the app itself. Each is read at its first use and kept. */
public final class ReferenceFiles {
    private @Nullable String openApi;
    private @Nullable String page;
    private @Nullable String script;

    /** The OpenAPI document as JSON. */
    synchronized String openApi() {
        if (openApi == null) {
            try {
                openApi = Json.write(new YAMLMapper().readTree(read("/openapi/openapi.yaml")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return openApi;
    }

    synchronized String page() {
        if (page == null) {
            page = read("/reference/reference.html");
        }
        return page;
    }

    /** Scalar's own build, four megabytes of it; the build of the app puts it there. */
    synchronized String script() {
        if (script == null) {
            script = read("/reference/standalone.js");
        }
        return script;
    }

    private static String read(String resource) {
        try (var in = ReferenceFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the app was built without " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
