package io.signalbeam.local.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceModifiedException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.local.tls.TrustingJvm;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class KeyVaultStandInIT {
    @TempDir
    static Path secrets;

    @TempDir
    Path directory;

    static LocalCa ca;

    private ManagedIdentityStandIn identity;
    private KeyVaultStandIn vault;

    @BeforeAll
    static void certificates() {
        ca = LocalCa.open(secrets);
    }

    @BeforeEach
    void start() {
        identity = ManagedIdentityStandIn.start(secrets, 0);
        vault = KeyVaultStandIn.start(directory, 0, ca, identity);
    }

    @AfterEach
    void stop() {
        vault.close();
        identity.close();
    }

    @Test
    void keeps_each_version_and_survives_a_restart_in_a_private_file() throws Exception {
        var client = client(goodCredential());
        var first = client.setSecret("signing-key", "one");
        client.setSecret(new KeyVaultSecret("signing-key", "two")
                .setProperties(
                        new SecretProperties().setContentType("text/plain").setTags(Map.of("a", "b"))));
        var port = vault.port();
        vault.close();
        vault = KeyVaultStandIn.start(directory, port, ca, identity);

        var current = client.getSecret("signing-key");
        assertThat(current.getValue()).isEqualTo("two");
        assertThat(current.getProperties().getContentType()).isEqualTo("text/plain");
        assertThat(current.getProperties().getTags()).containsEntry("a", "b");
        assertThat(client.getSecret("signing-key", first.getProperties().getVersion())
                        .getValue())
                .isEqualTo("one");
        assertThat(client.listPropertiesOfSecretVersions("signing-key").stream())
                .hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("secrets.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void lists_over_pages() {
        var client = client(goodCredential());
        for (var i = 0; i < 27; i++) {
            client.setSecret("s-" + i, "v");
        }
        assertThat(client.listPropertiesOfSecrets().stream().map(SecretProperties::getName))
                .hasSize(27)
                .doesNotHaveDuplicates()
                .contains("s-0", "s-26");
    }

    @Test
    void a_disabled_secret_is_refused_and_an_expired_one_says_so() {
        var client = client(goodCredential());
        var past = OffsetDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        var later = OffsetDateTime.of(2090, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        client.setSecret(new KeyVaultSecret("over", "v").setProperties(new SecretProperties().setExpiresOn(past)));
        client.setSecret(new KeyVaultSecret("early", "v").setProperties(new SecretProperties().setNotBefore(later)));
        var off = client.setSecret("off", "v");
        client.updateSecretProperties(off.getProperties().setEnabled(false));

        assertThat(client.getSecret("over").getProperties().getExpiresOn()).isEqualTo(past);
        assertThat(client.getSecret("early").getProperties().getNotBefore()).isEqualTo(later);
        assertThatThrownBy(() -> client.getSecret("off"))
                .isInstanceOfSatisfying(
                        HttpResponseException.class,
                        e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(403));
    }

    @Test
    void a_deleted_secret_is_gone_until_recovered_and_its_name_is_taken_until_purged() {
        var client = client(goodCredential());
        client.setSecret("doomed", "v");
        client.beginDeleteSecret("doomed").waitForCompletion();
        assertThatThrownBy(() -> client.getSecret("doomed")).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> client.setSecret("doomed", "w")).isInstanceOf(ResourceModifiedException.class);
        client.beginRecoverDeletedSecret("doomed").waitForCompletion();
        assertThat(client.getSecret("doomed").getValue()).isEqualTo("v");
        client.beginDeleteSecret("doomed").waitForCompletion();
        client.purgeDeletedSecret("doomed");
        assertThat(client.setSecret("doomed", "new").getValue()).isEqualTo("new");
        assertThatThrownBy(() -> client.getSecret("never")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void a_token_for_another_resource_or_of_another_signer_is_refused() {
        var otherResource = client(request -> token(identity.token("https://elsewhere")));
        assertThatThrownBy(() -> otherResource.getSecret("x")).isInstanceOf(HttpResponseException.class);
        var madeUp = client(request -> token("made.up.token"));
        assertThatThrownBy(() -> madeUp.getSecret("x")).isInstanceOf(ClientAuthenticationException.class);
    }

    @Test
    void another_process_signs_in_by_managed_identity_with_nothing_but_settings() throws Exception {
        client(goodCredential()).setSecret("from-afar", "found");
        assertThat(TrustingJvm.run(
                        ca, identity, directory, Reader.class, vault.uri().toString()))
                .contains("value=found");
    }

    /** What the function app does: the default credential and the vault's address. */
    static final class Reader {
        public static void main(String[] args) {
            var client = new SecretClientBuilder()
                    .vaultUrl(args[0])
                    .credential(new DefaultAzureCredentialBuilder().build())
                    .buildClient();
            System.out.println("value=" + client.getSecret("from-afar").getValue());
        }
    }

    private TokenCredential goodCredential() {
        return request -> token(identity.token(request.getScopes().getFirst().replace("/.default", "")));
    }

    private static Mono<AccessToken> token(String token) {
        return Mono.just(
                new AccessToken(token, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    }

    private SecretClient client(TokenCredential credential) {
        return new SecretClientBuilder()
                .vaultUrl(vault.uri().toString())
                .credential(credential)
                .httpClient(new JdkHttpClientBuilder(HttpClient.newBuilder().sslContext(ca.clientContext())).build())
                .buildClient();
    }
}
