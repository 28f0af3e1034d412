package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation, tried by everybody; whether the thing asked about is there does not matter. */
class RoleMatrixIT {
    private static TestCloud cloud;
    private static Map<String, TestApi> callers;

    @BeforeAll
    static void open() {
        cloud = new TestCloud();
        cloud.tenant("acme");
        callers = Map.of(
                "anyone", cloud.anyone(),
                "stranger", cloud.bearer("made-up"),
                "homeless", cloud.person("nowhere", "Admin"),
                "roleless", cloud.person("acme"),
                "viewer", cloud.person("acme", "Viewer"),
                "operator", cloud.person("acme", "operator"),
                "admin", cloud.person("acme", "Admin"),
                "platform", cloud.platformAdministrator(),
                "device", cloud.device("sbd_" + "0".repeat(40) + "_" + "A".repeat(43)));
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void lets_in_whom_the_table_names_and_nobody_else(Operation operation) {
        for (var caller : callers.entrySet()) {
            var answer = call(caller.getValue(), operation);
            var refused = answer.status() == 401 || answer.status() == 403;
            // An enrolment brings its token in the body, and is refused for that.
            if (operation != Operation.ENROLL) {
                assertThat(refused)
                        .as(operation + " by " + caller.getKey() + ": " + answer.status() + " " + answer.body())
                        .isEqualTo(!lets(operation, caller.getKey()));
            }
        }
    }

    private static boolean lets(Operation operation, String caller) {
        return switch (operation.access()) {
            case ANYONE -> true;
            // The key is well-formed and unknown.
            case DEVICE -> false;
            case PERSON -> !caller.equals("anyone") && !caller.equals("stranger") && !caller.equals("device");
            case MEMBER, VIEWER -> caller.equals("viewer") || caller.equals("operator") || caller.equals("admin");
            case OPERATOR -> caller.equals("operator") || caller.equals("admin");
            case ADMIN -> caller.equals("admin");
            case PLATFORM -> caller.equals("platform");
        };
    }

    private static Answer call(TestApi caller, Operation operation) {
        var path = operation
                .path()
                .replace("{bundleId}", "some-bundle")
                .replace("{version}", "1.0.0")
                .replace("{name}", "some-secret")
                .replace("{deviceId}", DeviceId.random().toString())
                .replaceAll("(?<=/bundles/)\\{id}", "some-bundle")
                .replace("{id}", DeviceId.random().toString());
        var body = operation.method().equals("GET") || operation.method().equals("DELETE") ? null : "{}";
        return caller.send(operation.method(), path, body);
    }
}
