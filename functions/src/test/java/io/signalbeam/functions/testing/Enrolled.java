package io.signalbeam.functions.testing;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import java.util.Map;

/** A device that has come in as devices do. */
public record Enrolled(DeviceId id, String name, String key) {

    public static Enrolled in(TestCloud cloud, String tenantName, String name, Map<String, String> labels) {
        var token = cloud.person(tenantName, "Admin")
                .post("/enrollment-tokens", Map.of("maxUses", 1))
                .is(201)
                .text("/token");
        var facts = Map.of("version", "0.1.0", "os", "linux", "arch", "arm64", "hostname", name);
        var answer = cloud.anyone()
                .post(
                        "/agent/enroll",
                        Map.of(
                                "token", token,
                                "requestId", UuidV7.random().toString(),
                                "name", name,
                                "labels", labels,
                                "facts", facts))
                .is(201);
        return new Enrolled(DeviceId.parse(answer.text("/deviceId")), answer.text("/name"), answer.text("/deviceKey"));
    }
}
