package io.signalbeam.local.app;

import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.keyvault.KeyVaultStandIn;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Puts secrets into the vault over its own API, as a deployment does. */
record VaultSeed(LocalCa ca, ManagedIdentityStandIn identity) {

    void put(URI vault, String name, String value) throws IOException, InterruptedException {
        try (var client = client()) {
            put(client, vault, name, value);
        }
    }

    /** Leaves alone what is there: the app has changed it since. */
    void putFirst(URI vault, String name, String value) throws IOException, InterruptedException {
        try (var client = client()) {
            var there = client.send(request(vault, name).GET().build(), BodyHandlers.discarding());
            if (there.statusCode() != 200) {
                put(client, vault, name, value);
            }
        }
    }

    private void put(HttpClient client, URI vault, String name, String value) throws IOException, InterruptedException {
        var request = request(vault, name)
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofByteArray(Json.writeBytes(Map.of("value", value))))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("Key Vault did not take " + name + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpRequest.Builder request(URI vault, String name) {
        return HttpRequest.newBuilder(vault.resolve("/secrets/" + name + "?api-version=2025-07-01"))
                .header("authorization", "Bearer " + identity.token(KeyVaultStandIn.RESOURCE));
    }

    private HttpClient client() {
        return HttpClient.newBuilder().sslContext(ca.clientContext()).build();
    }
}
