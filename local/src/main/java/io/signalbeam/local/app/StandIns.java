package io.signalbeam.local.app;

import io.signalbeam.local.app.Ports.Service;
import io.signalbeam.local.cosmos.MakeContainer;
import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.keyvault.KeyVaultStandIn;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.postgres.Logins;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.local.web.WebService;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What the containers beside the functions leave open: managed identity, Key Vault and sign-in, for which there is no
 * emulator, and the web app. Before that it does what a deployment does on Azure: the database's roles, and the container
 * of twins.
 *
 * <p>Everything is told by the environment, in the settings' own names where the functions have them, too:
 *
 * <ul>
 *   <li>{@code PostgresSuperuserUrl}: JDBC URL of the database {@code postgres}, with the superuser's login
 *   <li>{@code POSTGRES_PASSWORD}, {@code OWNER_PASSWORD}, {@code LOGIN_PASSWORD}, {@code SERVICE_PASSWORD}: as in
 *       {@link Logins}
 *   <li>{@code CosmosConnection__accountEndpoint}, {@code CosmosConnection__accountKey}
 *   <li>{@code EventHubConnection}: devices' tokens are signed with its policy
 *   <li>{@code IDENTITY_HEADER}: what the functions send to the identity endpoint
 *   <li>{@code SIGNALBEAM_OIDC_ISSUERS}: what the web app is told of the sign-in
 * </ul>
 */
public final class StandIns implements AutoCloseable {
    private final Parts parts = new Parts();
    private final CloudOptions options;
    private final Ports ports;
    private final Map<String, String> environment;

    private StandIns(CloudOptions options, Ports ports, Map<String, String> environment) {
        this.options = options;
        this.ports = ports;
        this.environment = environment;
    }

    /**
     * Does its work on the database and on Cosmos DB, which must both answer, and starts the parts.
     *
     * @throws Exception whatever went wrong; the parts that had started are stopped again
     */
    public static StandIns start(CloudOptions options, Ports ports, Map<String, String> environment) throws Exception {
        var standIns = new StandIns(options, ports, environment);
        try {
            standIns.prepare();
            standIns.startParts();
            return standIns;
        } catch (Exception | Error e) {
            standIns.close();
            throw e;
        }
    }

    private void prepare() throws Exception {
        var postgres = new PGSimpleDataSource();
        postgres.setUrl(setting("PostgresSuperuserUrl"));
        new Logins(
                        setting("POSTGRES_PASSWORD"),
                        setting("OWNER_PASSWORD"),
                        setting("LOGIN_PASSWORD"),
                        setting("SERVICE_PASSWORD"))
                .apply(postgres);
        new MakeContainer(
                        URI.create(setting("CosmosConnection__accountEndpoint")),
                        setting("CosmosConnection__accountKey"))
                .make("signalbeam", "twins");
    }

    private void startParts() throws Exception {
        OwnerOnly.directory(options.secrets());
        var ca = LocalCa.open(options.secrets());
        OwnerOnly.write(
                options.secrets().resolve("identity-header"),
                setting("IDENTITY_HEADER").getBytes(StandardCharsets.UTF_8));
        var identity = parts.keep(ManagedIdentityStandIn.start(options.secrets(), ports.of(Service.IDENTITY)));
        var vault =
                parts.keep(KeyVaultStandIn.start(options.data("keyvault"), ports.of(Service.KEY_VAULT), ca, identity));
        new VaultSeed(ca, identity)
                .put(vault.uri(), "eventhub-publisher-key", EventHubs.publisherSecret(setting("EventHubConnection")));
        parts.keep(OpenId.start(NodeServices.installed(options.root().resolve("local/services")), options, ports));
        parts.keep(WebService.start(
                ports.of(Service.WEB),
                options.root().resolve("web/dist"),
                OpenId.webConfig(new CloudSettings(environment)),
                URI.create("http://127.0.0.1:" + ports.of(Service.API))));
    }

    private String setting(String name) {
        var value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(name + " is not set");
        }
        return value;
    }

    @Override
    public void close() {
        parts.close();
    }
}
