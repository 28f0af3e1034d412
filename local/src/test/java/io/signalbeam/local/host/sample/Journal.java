package io.signalbeam.local.host.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where functions write down what they were called with; the test reads it, since it cannot see their objects. */
public final class Journal {
    /** The system property that names the file. */
    public static final String PROPERTY = "signalbeam.sample.journal";

    private Journal() {}

    static void write(String line) throws IOException {
        Files.writeString(
                Path.of(System.getProperty(PROPERTY)),
                line + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
