package io.signalbeam.local.app;

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

    /** The body of {@code /config.json}. */
    static byte[] webConfig(String issuer) {
        return Json.writeBytes(Map.of(
                "issuer", issuer, "clientId", LocalOpenId.CLIENT, "scope", "openid profile email offline_access"));
    }
}
