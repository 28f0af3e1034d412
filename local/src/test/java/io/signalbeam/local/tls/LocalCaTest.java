package io.signalbeam.local.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCaTest {
    @TempDir
    static Path secrets;

    static LocalCa ca;

    @BeforeAll
    static void make() {
        ca = LocalCa.open(secrets);
    }

    @Test
    void a_client_that_trusts_the_authority_reaches_every_local_name_and_another_client_refuses() throws Exception {
        try (var service = HttpService.startTls("tls", 0, ca.serverKeys(), ca.password(), request -> Response.of(204));
                var trusting =
                        HttpClient.newBuilder().sslContext(ca.clientContext()).build();
                var other = HttpClient.newHttpClient()) {
            for (var host : new String[] {"localhost", "127.0.0.1", "vault.localhost"}) {
                var request = HttpRequest.newBuilder(URI.create("https://" + host + ":" + service.port()))
                        .build();
                assertThat(trusting.send(request, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(204);
                assertThatThrownBy(() -> other.send(request, BodyHandlers.discarding()))
                        .isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void opening_again_keeps_the_same_authority_and_key() throws Exception {
        var again = LocalCa.open(secrets);
        assertThat(again.serverKeys().getCertificate("server"))
                .isEqualTo(ca.serverKeys().getCertificate("server"));
        assertThat(again.password()).isEqualTo(ca.password());
    }

    @Test
    void the_trust_store_also_holds_what_the_jdk_trusts() throws Exception {
        var store = KeyStore.getInstance(ca.trustStore().toFile(), LocalCa.TRUST_STORE_PASSWORD.toCharArray());
        assertThat(store.size()).isGreaterThan(50);
        assertThat(store.isCertificateEntry("signalbeam-local")).isTrue();
        assertThat(Files.readString(ca.pem())).startsWith("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void nobody_else_can_read_the_keys() throws Exception {
        try (var files = Files.list(secrets.resolve("tls"))) {
            for (var file : files.filter(
                            f -> f.toString().endsWith(".p12") || f.toString().endsWith(".password"))
                    .toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.resolve("tls"))))
                .isEqualTo("rwx------");
    }
}
