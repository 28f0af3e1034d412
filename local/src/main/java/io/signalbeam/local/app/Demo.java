package io.signalbeam.local.app;

import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.local.fleet.CloudClient.Answer;
import io.signalbeam.local.fleet.SimulatedFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Fills a fresh cloud with something to look at; asking for it again changes nothing. */
public final class Demo {
    private static final int CONFLICT = 409;

    private final LocalCloud cloud;
    private final CloudOptions options;
    private final CloudClient client;

    Demo(LocalCloud cloud, CloudOptions options) {
        this.cloud = cloud;
        this.options = options;
        this.client = new CloudClient(cloud.api());
    }

    /** All of it at once; the devices live until what this gives is closed. */
    public static SimulatedFleet fill(LocalCloud cloud, CloudOptions options, int devices)
            throws IOException, InterruptedException {
        var demo = new Demo(cloud, options);
        demo.tenants();
        demo.bundles();
        return demo.fleet(devices);
    }

    /** Two tenants, each with its first admin, made by the platform administrator as anyone would. */
    void tenants() throws IOException, InterruptedException {
        tenant("demo", "Demo Retail", "ada", "ada@demo.example");
        tenant("other", "Other Works", "bo", "bo@other.example");
    }

    private void tenant(String name, String displayName, String admin, String email)
            throws IOException, InterruptedException {
        create(
                "pat",
                "/api/tenants",
                Map.of(
                        "name", name,
                        "displayName", displayName,
                        "issuer", cloud.openId().issuer().toString(),
                        "claimValue", name,
                        "admin", Map.of("subject", admin, "email", email)));
    }

    /** A bundle in two versions, and groups that run it. */
    void bundles() throws IOException, InterruptedException {
        for (var version : List.of("1.0.0", "1.1.0")) {
            create(
                    "ada",
                    "/api/bundles/store-front/versions",
                    Map.of(
                            "bundleId",
                            "store-front",
                            "version",
                            version,
                            "description",
                            "What every shop runs",
                            "containers",
                            List.of(
                                    Map.of("name", "till", "image", "ghcr.io/signalbeam-demo/till:" + version),
                                    Map.of(
                                            "name",
                                            "price-sync",
                                            "image",
                                            "ghcr.io/signalbeam-demo/price-sync:" + version,
                                            "dependsOn",
                                            List.of("till")))));
        }
        group("shops", "simulated,env=prod", "Every shop in production");
        group("staging", "simulated,env=staging", "Where versions are tried first");
        group("this-machine", "real", "The machine that ./beam up runs on");
        assign("shops", "1.0.0");
        assign("staging", "1.1.0");
    }

    private void group(String name, String selector, String description) throws IOException, InterruptedException {
        create("ada", "/api/groups", Map.of("name", name, "selector", selector, "description", description));
    }

    private void assign(String group, String version) throws IOException, InterruptedException {
        for (var found : send("ada", "GET", "/api/groups?limit=200", null).ok().path("items")) {
            if (found.path("name").asText().equals(group)) {
                var path = "/api/groups/" + found.path("id").asText() + "/bundles";
                send("ada", "POST", path, Map.of("bundleId", "store-front", "version", version))
                        .ok();
            }
        }
    }

    /** Lets the simulated devices live; they enrol when they are new. */
    SimulatedFleet fleet(int count) throws IOException, InterruptedException {
        return SimulatedFleet.start(cloud.api(), options.data("fleet"), token("The simulated fleet"), count);
    }

    /** The configuration of the agent on this machine, with a token for its first start. */
    Path agentConfig() throws IOException, InterruptedException {
        var folder = options.data("agent");
        Files.createDirectories(folder);
        var file = folder.resolve("agent.yaml");
        var enrolled = Files.isDirectory(folder.resolve("state"));
        Files.writeString(file, """
                server: %s
                stateDir: %s
                labels:
                  real: ""
                  site: here
                %s
                """.formatted(
                        cloud.api(), folder.resolve("state"), enrolled ? "" : "token: " + token("This machine")));
        return file;
    }

    private String token(String description) throws IOException, InterruptedException {
        return send("ada", "POST", "/api/enrollment-tokens", Map.of("description", description))
                .ok()
                .path("token")
                .asText();
    }

    private void create(String person, String path, Object body) throws IOException, InterruptedException {
        var answer = send(person, "POST", path, body);
        if (answer.status() != CONFLICT) {
            answer.ok();
        }
    }

    private Answer send(String person, String method, String path, @org.jspecify.annotations.Nullable Object body)
            throws IOException, InterruptedException {
        return client.send(method, path, Map.of("authorization", "Bearer " + cloud.token(person)), body);
    }
}
