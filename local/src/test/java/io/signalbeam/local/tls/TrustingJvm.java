package io.signalbeam.local.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM as the function app's: it trusts the local certificates and signs in by managed identity, by settings alone. */
public final class TrustingJvm {
    private static final Duration STOP = Duration.ofSeconds(10);

    private TrustingJvm() {}

    /** Runs a main class to its end, and gives what it wrote. */
    public static String run(
            LocalCa ca, ManagedIdentityStandIn identity, Path folder, Class<?> mainClass, String... arguments)
            throws Exception {
        var options = new ArrayList<>(ca.jvmOptions());
        options.add("-DCOSMOS.DISABLE_IMDS_ACCESS=true");
        var output = folder.resolve("client.log");
        var builder = Jvm.sameClasses(options, mainClass, List.of(arguments)).redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "IDENTITY_ENDPOINT", identity.endpoint(),
                        "IDENTITY_HEADER", identity.header(),
                        "AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential"));
        try (var child = ChildProcess.start("The client", builder, ChildProcess.Ask.SIGNAL, STOP)) {
            assertThat(child.process().waitFor(120, TimeUnit.SECONDS)).isTrue();
        }
        return Files.readString(output);
    }
}
