package io.signalbeam.local.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.local.app.Ports.Service;
import io.signalbeam.local.cosmos.CosmosStandIn;
import io.signalbeam.shared.json.Json;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts beside the containers, with a PostgreSQL whose roles are not there yet and a Cosmos DB that is empty. */
class StandInsIT {
    private static final String KEY = "c2lnbmFsYmVhbQ==";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static CosmosStandIn cosmos;
    private static Ports ports;
    private static Map<String, String> settings;
    private static CloudOptions options;
    private static StandIns standIns;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setServerConfig("unix_socket_directories", "")
                .start();
        cosmos = CosmosStandIn.start(
                new CosmosStandIn.Settings(folder.resolve("cosmos"), 0, null, KEY, (token, resource) -> false));
        var root = folder.resolve("root");
        Files.createDirectories(root.resolve("local"));
        Files.createDirectories(root.resolve("web/dist"));
        Files.writeString(root.resolve("web/dist/index.html"), "<!doctype html><title>It</title>");
        Files.createSymbolicLink(
                root.resolve("local/services"), Path.of("services").toAbsolutePath());
        options = new CloudOptions(root, folder.resolve("state"), 0, true);
        Files.createDirectories(options.state());
        ports = Ports.allocate(options.state().resolve("ports.json"), Ports.freeBlock());
        settings = Map.of(
                "PostgresSuperuserUrl",
                postgres.getJdbcUrl("postgres", "postgres"),
                "POSTGRES_PASSWORD",
                "first",
                "OWNER_PASSWORD",
                "it's",
                "LOGIN_PASSWORD",
                "third",
                "SERVICE_PASSWORD",
                "fourth",
                "IDENTITY_HEADER",
                "the header",
                "CosmosConnection__accountEndpoint",
                cosmos.endpoint().toString(),
                "CosmosConnection__accountKey",
                KEY,
                "EventHubConnection",
                "Endpoint=sb://localhost;SharedAccessKeyName=Root;SharedAccessKey=emulator;UseDevelopmentEmulator=true",
                "SIGNALBEAM_OIDC_ISSUERS",
                OpenId.issuers("http://127.0.0.1:" + ports.of(Service.OPENID)));
        standIns = StandIns.start(options, ports, settings);
    }

    @AfterAll
    static void stop() throws Exception {
        standIns.close();
        cosmos.close();
        postgres.close();
    }

    @Test
    void the_database_belongs_to_its_owner_and_lets_the_app_in_by_its_roles() throws Exception {
        for (var role : Map.of("signalbeam_login", "signalbeam_app", "signalbeam_service_login", "signalbeam_service")
                .entrySet()) {
            try (var connection = DriverManager.getConnection(
                            postgres.getJdbcUrl(role.getKey(), "signalbeam"), role.getKey(), "third");
                    var statement = connection.createStatement()) {
                statement.execute("set role " + role.getValue());
                assertThatThrownBy(() -> statement.execute("set role signalbeam_owner"))
                        .isInstanceOf(SQLException.class);
            }
        }
        try (var connection = DriverManager.getConnection(postgres.getJdbcUrl("signalbeam_owner", "signalbeam"));
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select rolsuper or rolbypassrls or rolcreaterole, pg_get_userbyid(datdba)
                        from pg_roles, pg_database where rolname = current_user and datname = current_database()""")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isFalse();
            assertThat(row.getString(2)).isEqualTo("signalbeam_owner");
        }
    }

    @Test
    void the_identity_knows_the_header_and_the_vault_has_the_key_that_leases_are_signed_with() throws Exception {
        assertThat(identity("another header").statusCode()).isEqualTo(401);
        var token = Json.lenient()
                .readTree(identity("the header").body())
                .path("access_token")
                .asText();

        var ca = io.signalbeam.local.tls.LocalCa.open(options.secrets());
        try (var client = HttpClient.newBuilder().sslContext(ca.clientContext()).build()) {
            var secret = client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + ports.of(Service.KEY_VAULT)
                                    + "/secrets/eventhub-publisher-key?api-version=2025-07-01"))
                            .header("authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(Json.lenient().readTree(secret.body()).path("value").asText())
                    .contains("\"Root\"", "\"emulator\"");
        }
    }

    @Test
    void people_sign_in_where_the_web_app_sends_them() throws Exception {
        var config = Json.lenient()
                .readTree(get("http://127.0.0.1:" + ports.of(Service.WEB) + "/config.json")
                        .body());
        var discovery = get(config.path("issuer").asText() + "/.well-known/openid-configuration");

        assertThat(discovery.statusCode()).isEqualTo(200);
        assertThat(get("http://127.0.0.1:" + ports.of(Service.WEB) + "/devices").body())
                .contains("<title>It</title>");
    }

    @Test
    void a_setting_that_is_missing_is_named() {
        var less = new HashMap<>(settings);
        less.put("LOGIN_PASSWORD", " ");

        assertThatThrownBy(() -> StandIns.start(options, ports, less)).hasMessage("LOGIN_PASSWORD is not set");
    }

    private static HttpResponse<String> identity(String header) throws Exception {
        var address = "http://127.0.0.1:" + ports.of(Service.IDENTITY)
                + "/msi/token?api-version=2019-08-01&resource=https://localhost";
        return send(HttpRequest.newBuilder(URI.create(address)).header("x-identity-header", header));
    }

    private static HttpResponse<String> get(String address) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
