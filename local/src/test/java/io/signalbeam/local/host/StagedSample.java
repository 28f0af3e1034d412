package io.signalbeam.local.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Lays out a staged app of test classes, as the Maven plugin does. */
public final class StagedSample {
    private static final String PACKAGE = "io/signalbeam/local/host/sample/";

    private final Path folder;

    /** An app with the sample's classes and no function yet. */
    public StagedSample(Path folder) throws IOException {
        this.folder = folder;
        hostJson("{\"version\": \"2.0\"}");
        Files.createDirectories(folder.resolve("lib"));
        var classes = Path.of("target/test-classes");
        try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("sample.jar")));
                var files = Files.list(classes.resolve(PACKAGE))) {
            for (var file : files.sorted().toList()) {
                jar.putNextEntry(new JarEntry(PACKAGE + file.getFileName()));
                jar.write(Files.readAllBytes(file));
            }
            jar.putNextEntry(new JarEntry(
                    "META-INF/services/com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector"));
            jar.write("io.signalbeam.local.host.sample.SampleInjector\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    public StagedSample hostJson(String json) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("host.json"), json);
        return this;
    }

    /** Adds an HTTP function. */
    public StagedSample http(String name, String method, String route, String... httpMethods) throws IOException {
        var methods = httpMethods.length == 0 ? "" : "\"methods\": [\"" + String.join("\", \"", httpMethods) + "\"], ";
        return function(
                name,
                "HttpSample." + method,
                "{\"type\": \"httpTrigger\", \"name\": \"request\", " + methods + "\"route\": \"" + route + "\"}",
                "");
    }

    /** Adds a function; {@code more} are further fields of its function.json, each begun with a comma. */
    public StagedSample function(String name, String entry, String binding, String more) throws IOException {
        var file = Files.createDirectories(folder.resolve(name)).resolve("function.json");
        Files.writeString(
                file,
                "{\"scriptFile\": \"../sample.jar\", \"entryPoint\": \"" + PACKAGE.replace('/', '.') + entry
                        + "\", \"bindings\": [" + binding + "]" + more + "}");
        return this;
    }

    public Path folder() {
        return folder;
    }
}
