package io.signalbeam.local.tls;

import io.signalbeam.local.files.FileTree;
import io.signalbeam.local.secrets.OwnerOnly;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority of this machine alone, and one server certificate for the names on loopback.
 *
 * <p>The JDK can make certificates only through {@code keytool}; it is taken from the JDK that runs this.
 */
public final class LocalCa {
    /** Opens {@link #trustStore()}; it guards integrity only, nothing in there is secret. */
    public static final String TRUST_STORE_PASSWORD = "changeit";

    private static final String NAMES = "san=dns:localhost,dns:vault.localhost,dns:cosmos.localhost,"
            + "dns:broker.localhost,dns:*.localhost,ip:127.0.0.1";
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final Path directory;
    private final String password;
    private final KeyStore serverKeys;
    private final KeyStore trusted;

    private LocalCa(Path directory, String password, KeyStore serverKeys, KeyStore trusted) {
        this.directory = directory;
        this.password = password;
        this.serverKeys = serverKeys;
        this.trusted = trusted;
    }

    /**
     * Opens what an earlier run made under {@code secrets/tls}, or makes it (about three seconds).
     *
     * <p>A certificate that ends within 30 days is replaced, together with its authority.
     */
    public static LocalCa open(Path secrets) {
        try {
            OwnerOnly.directory(secrets);
            var directory = secrets.resolve("tls");
            if (!usable(directory)) {
                make(secrets, directory);
            }
            var password = OwnerOnly.secret(directory.resolve("server.password"));
            return new LocalCa(
                    directory,
                    password,
                    load(directory.resolve("server.p12"), password),
                    load(directory.resolve("truststore.p12"), TRUST_STORE_PASSWORD));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The local certificates under " + secrets + " cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's key and its certificate chain. */
    public KeyStore serverKeys() {
        return serverKeys;
    }

    /** The same as a PKCS#12 file. */
    public Path serverKeyStore() {
        return directory.resolve("server.p12");
    }

    /** Opens the server's key. */
    public String password() {
        return password;
    }

    /**
     * A PKCS#12 store of the JDK's own authorities and this one, for {@code javax.net.ssl.trustStore}. That property
     * counts only before the JVM first makes its default SSL context.
     */
    public Path trustStore() {
        return directory.resolve("truststore.p12");
    }

    /** What a JVM needs on its command line to trust {@link #trustStore()}. */
    public List<String> jvmOptions() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + TRUST_STORE_PASSWORD);
    }

    /** The authority's certificate alone, for tools that read PEM ({@code NODE_EXTRA_CA_CERTS}, curl). */
    public Path pem() {
        return directory.resolve("ca.pem");
    }

    /** A context for clients that trusts what {@link #trustStore()} holds. */
    public SSLContext clientContext() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean usable(Path directory) throws IOException {
        var store = directory.resolve("server.p12");
        if (!Files.exists(store)) {
            return false;
        }
        try {
            var certificate = (X509Certificate) load(store, OwnerOnly.secret(directory.resolve("server.password")))
                    .getCertificate("server");
            return certificate.getNotAfter().toInstant().isAfter(Instant.now().plus(RENEW_BEFORE));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Everything is made in a directory aside and renamed, so that a kill half way leaves nothing half made. */
    private static void make(Path secrets, Path directory) throws IOException, GeneralSecurityException {
        var aside = OwnerOnly.directory(Files.createTempDirectory(secrets, "tls-"));
        try {
            var password = OwnerOnly.secret(aside.resolve("server.password"));
            var both = aside.resolve("ca.p12");
            keytool(
                    aside,
                    both,
                    "ca",
                    "CN=SignalBeam Edge local authority",
                    List.of("bc:critical=ca:true", "ku:critical=keyCertSign,cRLSign"),
                    List.of());
            keytool(aside, both, "server", "CN=localhost", List.of(NAMES, "eku=serverAuth"), List.of("-signer", "ca"));
            var made = load(both, password);
            var ca = made.getCertificate("ca");

            var server = KeyStore.getInstance("PKCS12");
            server.load(null, null);
            Key key = made.getKey("server", password.toCharArray());
            server.setKeyEntry("server", key, password.toCharArray(), chain(made));
            store(server, aside.resolve("server.p12"), password);
            store(trusting(ca), aside.resolve("truststore.p12"), TRUST_STORE_PASSWORD);
            OwnerOnly.write(aside.resolve("ca.pem"), pem(ca).getBytes(StandardCharsets.US_ASCII));
            made.deleteEntry("server");
            store(made, both, password);

            FileTree.delete(directory);
            Files.move(aside, directory);
        } finally {
            FileTree.delete(aside);
        }
    }

    private static Certificate[] chain(KeyStore store) throws GeneralSecurityException {
        return new Certificate[] {store.getCertificate("server"), store.getCertificate("ca")};
    }

    private static void keytool(
            Path directory, Path store, String alias, String name, List<String> extensions, List<String> more)
            throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                name,
                "-validity",
                "3650",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass:file",
                directory.resolve("server.password").toString()));
        extensions.forEach(extension -> Collections.addAll(command, "-ext", extension));
        command.addAll(more);
        var log = directory.resolve("keytool.log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        "keytool could not make the local certificates: " + Files.readString(log.toPath()));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool ran", e);
        }
    }

    private static KeyStore trusting(Certificate ca) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var defaults = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        // The file itself, not what a property names: a run that was given our own store must not nest it.
        var cacerts = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        defaults.init(KeyStore.getInstance(cacerts.toFile(), (char[]) null));
        var count = 0;
        for (var manager : defaults.getTrustManagers()) {
            if (manager instanceof javax.net.ssl.X509TrustManager x509) {
                for (var certificate : x509.getAcceptedIssuers()) {
                    store.setCertificateEntry("default-" + count++, certificate);
                }
            }
        }
        store.setCertificateEntry("signalbeam-local", ca);
        return store;
    }

    private static KeyStore load(Path file, String password) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.toFile(), password.toCharArray());
    }

    private static void store(KeyStore store, Path file, String password) throws GeneralSecurityException, IOException {
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, password.toCharArray());
        OwnerOnly.write(file, bytes.toByteArray());
    }

    private static String pem(Certificate certificate) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
