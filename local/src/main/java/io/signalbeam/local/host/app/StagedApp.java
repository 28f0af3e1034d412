package io.signalbeam.local.host.app;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The folder that azure-functions-maven-plugin makes: host.json, a folder with a function.json for each function, the
 * app's jar, and {@code lib}.
 *
 * @param functions in the order of their names, without regard to case, which is the order of their routes
 * @param classPath the app's jars and those of {@code lib}
 */
public record StagedApp(HostJson host, List<FunctionDefinition> functions, List<Path> classPath) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.ALLOW_COMMENTS);

    public StagedApp {
        functions = List.copyOf(functions);
        classPath = List.copyOf(classPath);
    }

    /**
     * Reads a staged app.
     *
     * @throws IllegalArgumentException when a file is missing, or says what this host does not know
     */
    public static StagedApp read(Path folder) {
        if (!Files.isRegularFile(folder.resolve("host.json"))) {
            throw new IllegalArgumentException("no staged function app in " + folder + ": host.json is missing");
        }
        try {
            var functions = new ArrayList<FunctionDefinition>();
            Set<Path> jars = new LinkedHashSet<>();
            for (var file : functionFiles(folder)) {
                var node = JSON.readTree(file.toFile());
                functions.add(definition(file, node));
                jars.add(file.resolveSibling(node.path("scriptFile").asText()).normalize());
            }
            functions.sort(Comparator.comparing(FunctionDefinition::name, String.CASE_INSENSITIVE_ORDER));
            for (var jar : jars) {
                if (!Files.isRegularFile(jar)) {
                    throw new IllegalArgumentException("no such script file: " + jar);
                }
            }
            jars.addAll(libraries(folder));
            var host = HostJson.read(JSON.readTree(folder.resolve("host.json").toFile()));
            return new StagedApp(host, functions, List.copyOf(jars));
        } catch (IOException e) {
            throw new UncheckedIOException("the staged function app in " + folder + " cannot be read", e);
        }
    }

    private static FunctionDefinition definition(Path file, JsonNode node) {
        var folder = file.getParent();
        var name = folder == null ? "" : String.valueOf(folder.getFileName());
        var entry = node.path("entryPoint").asText();
        var dot = entry.lastIndexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("function " + name + " has no entryPoint class.method");
        }
        try {
            return new FunctionDefinition(
                    name,
                    entry.substring(0, dot),
                    entry.substring(dot + 1),
                    Trigger.read(name, node.path("bindings")),
                    Retry.read(node.path("retry")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("function " + name + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> functionFiles(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            return children.map(child -> child.resolve("function.json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> libraries(Path folder) throws IOException {
        var lib = folder.resolve("lib");
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        try (var children = Files.list(lib)) {
            return children.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
