package io.signalbeam.local.cosmos;

import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes a database and a container of an account over its REST API, where they are missing: what a deployment does on
 * Azure, for an emulator, which begins empty. Requests are signed with the account's key.
 *
 * @param endpoint of the account
 * @param key of the account, in base64
 */
public record MakeContainer(URI endpoint, String key) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** RFC 1123 with two digits for the day, which the JDK's own formatter leaves out. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private static final int CREATED = 201;
    private static final int CONFLICT = 409;

    /**
     * Makes both; the container is partitioned by {@code /id} and has time to live on.
     *
     * @throws IOException when the account is not there, or refuses
     */
    public void make(String database, String container) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            post(client, "dbs", Map.of("id", database));
            post(
                    client,
                    "dbs/" + database + "/colls",
                    Map.of(
                            "id",
                            container,
                            "partitionKey",
                            Map.of("paths", List.of("/id"), "kind", "Hash", "version", 2),
                            "defaultTtl",
                            -1));
        }
    }

    private void post(HttpClient client, String path, Map<String, ?> body) throws IOException, InterruptedException {
        var date = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
        var request = HttpRequest.newBuilder(endpoint.resolve("/" + path))
                .timeout(PATIENCE)
                .header("authorization", Authorization.masterKey("post", Target.of(path), date, key))
                .header("x-ms-date", date)
                .header("x-ms-version", "2020-07-15")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.writeBytes(body)))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != CREATED && answer.statusCode() != CONFLICT) {
            throw new IOException("Cosmos DB did not make " + path + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
