package io.signalbeam.local.keyvault;

import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.Query;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pages of secrets and of versions; the place in a list is a number in {@code $skiptoken}. */
final class Listing {
    private static final int PAGE = 25;

    private Listing() {}

    static Response secrets(SecretStore store, boolean deleted, Query query, URI vault) {
        var found = store.all().stream()
                .filter(secret -> (secret.deletedAt() != null) == deleted)
                .map(secret -> entry(vault + "/secrets/" + secret.name(), secret, secret.current(), vault))
                .toList();
        return page(found, query, vault + (deleted ? "/deletedsecrets" : "/secrets"));
    }

    static Response versions(Secret secret, Query query, URI vault) {
        var address = vault + "/secrets/" + secret.name();
        var found = secret.versions().stream()
                .map(version -> entry(address + "/" + version.id(), secret, version, vault))
                .toList();
        return page(found, query, address + "/versions");
    }

    private static Map<String, Object> entry(String id, Secret secret, Secret.Version version, URI vault) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("id", id);
        entry.putAll(Bundle.properties(version));
        var deletedAt = secret.deletedAt();
        if (deletedAt != null) {
            entry.put("recoveryId", vault + "/deletedsecrets/" + secret.name());
            entry.put("deletedDate", deletedAt);
        }
        return entry;
    }

    private static Response page(List<Map<String, Object>> all, Query query, String address) {
        var from = Math.clamp(query.number("$skiptoken", 0), 0, all.size());
        var size = Math.clamp(query.number("maxresults", PAGE), 1, PAGE);
        var to = Math.min(from + size, all.size());
        var body = new LinkedHashMap<String, Object>();
        body.put("value", all.subList(from, to));
        if (to < all.size()) {
            body.put(
                    "nextLink",
                    address + "?api-version=" + query.values().get("api-version") + "&maxresults=" + size
                            + "&$skiptoken=" + to);
        }
        return Response.of(200, "application/json; charset=utf-8", Json.writeBytes(body));
    }
}
