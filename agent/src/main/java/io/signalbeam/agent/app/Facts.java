package io.signalbeam.agent.app;

import io.signalbeam.shared.report.AgentFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the agent knows of its machine and of itself. */
final class Facts {
    /** Read once: it is told with each report and each status. */
    private static final String VERSION = readVersion();

    private Facts() {}

    static AgentFacts of(@Nullable String runtime) {
        return new AgentFacts(
                version(),
                System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT),
                arch(System.getProperty("os.arch", "unknown")),
                hostname(),
                runtime);
    }

    /** The build's version. */
    static String version() {
        return VERSION;
    }

    private static String readVersion() {
        var properties = new Properties();
        try (var in = Facts.class.getResourceAsStream("/signalbeam-agent.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return properties.getProperty("version", "unknown");
    }

    /** Java's word for the processor in Go's words, as images use them. */
    static String arch(String java) {
        return switch (java) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "arm" -> "arm/v7";
            default -> java;
        };
    }

    private static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "unknown";
            }
        }
    }
}
