package io.signalbeam.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One operation of the document.
 *
 * @param path with its parameters in braces, below the server's path
 * @param content schemas of the body by media type; missing when it takes none
 * @param responses by status
 */
record ApiOperation(
        String id,
        String method,
        String path,
        Credential credential,
        List<Parameter> parameters,
        JsonNode content,
        JsonNode responses) {

    ApiOperation {
        parameters = List.copyOf(parameters);
    }

    enum Credential {
        NONE,
        DEVICE,
        PERSON
    }

    /** @param in {@code path}, {@code query} or {@code header} */
    record Parameter(String in, String name, JsonNode schema) {}
}
