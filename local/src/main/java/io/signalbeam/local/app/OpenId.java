package io.signalbeam.local.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.local.app.Ports.Service;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.openid.LocalOpenId;
import io.signalbeam.local.openid.Person;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The sign-in of the local cloud, and what the API and the web app are told of it. */
final class OpenId {

    private OpenId() {}

    static LocalOpenId start(NodeServices node, CloudOptions options, Ports ports) {
        int web = ports.of(Service.WEB);
        return LocalOpenId.start(
                node,
                options.data("openid"),
                new LocalOpenId.Settings(
                        ports.of(Service.OPENID),
                        Person.readAll(options.root().resolve("local/services/people.json")),
                        List.of(
                                URI.create("http://127.0.0.1:" + web + "/"),
                                URI.create("http://localhost:" + web + "/")),
                        options.devTokens()));
    }

    /** The value of {@code SIGNALBEAM_OIDC_ISSUERS}. */
    static String issuers(String issuer) {
        return Json.write(List.of(Map.of(
                "issuer", issuer, "audience", LocalOpenId.AUDIENCE, "tenantClaim", "tenant", "rolesClaim", "roles")));
    }

    /**
     * The body of {@code /config.json}, for the first of the issuers.
     *
     * @throws IllegalStateException when the setting names none
     */
    static byte[] webConfig(CloudSettings settings) {
        try {
            var issuers = Json.lenient().readTree(settings.get("SIGNALBEAM_OIDC_ISSUERS", "[]"));
            return Json.writeBytes(Map.of(
                    "issuer",
                    issuers.required(0).required("issuer").asText(),
                    "clientId",
                    settings.get("SIGNALBEAM_WEB_CLIENT_ID", LocalOpenId.CLIENT),
                    "scope",
                    settings.get("SIGNALBEAM_WEB_SCOPE", "openid profile email offline_access")));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalStateException("SIGNALBEAM_OIDC_ISSUERS names no issuer", e);
        }
    }
}
