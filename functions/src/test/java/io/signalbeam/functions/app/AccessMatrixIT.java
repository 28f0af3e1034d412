package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.access.Operation.Access;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.SampleRequests;
import io.signalbeam.functions.testing.SampleRequests.Sample;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation × everybody × the own tenant and another one, with requests that would be granted. What is expected
 * follows from the one table, {@link Operation}; nothing here knows a single operation, but for what is no matter of access.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixIT {
    /**
     * What makes them good is no matter of access: services that are not there, a pipeline's token, a bundle's secrets, a
     * rollout that waits for somebody or soaks.
     */
    private static final Set<Operation> NEED_MORE = Set.of(
            Operation.HEALTH_READY,
            Operation.GET_REFERENCE_SCRIPT,
            Operation.EXCHANGE_TOKEN,
            Operation.DELIVER_SECRETS,
            Operation.ADDRESS_ARTIFACT,
            Operation.APPROVE_ROLLOUT,
            Operation.PROMOTE_ROLLOUT);

    private TestCloud cloud;
    private SampleRequests samples;
    private TenantId acme;
    private TenantId other;
    private Enrolled device;
    private Enrolled foreignDevice;

    @BeforeAll
    void open() {
        cloud = new TestCloud();
        acme = cloud.tenant("acme");
        other = cloud.tenant("other");
        samples = new SampleRequests(cloud, "acme");
        device = samples.device();
        foreignDevice = Enrolled.in(cloud, "other", "foreign", Map.of());
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute("select ensure_metrics_partitions(current_date - 1, current_date + 1)"));
    }

    @AfterAll
    void close() {
        cloud.close();
    }

    /** Everybody who may come. */
    private enum Caller {
        NOBODY,
        STRANGER,
        UNKNOWN_DEVICE,
        WITHOUT_TENANT,
        WITHOUT_ROLE,
        VIEWER,
        OPERATOR,
        ADMIN,
        PLATFORM_ADMINISTRATOR,
        DEVICE,
        FOREIGN_WITHOUT_ROLE,
        FOREIGN_VIEWER,
        FOREIGN_OPERATOR,
        FOREIGN_ADMIN,
        FOREIGN_DEVICE;

        boolean isDevice() {
            return this == DEVICE || this == FOREIGN_DEVICE;
        }

        boolean isForeign() {
            return name().startsWith("FOREIGN");
        }

        /** Whether an access token that is accepted comes along. */
        boolean isPerson() {
            return switch (this) {
                case NOBODY, STRANGER, UNKNOWN_DEVICE, DEVICE, FOREIGN_DEVICE -> false;
                case WITHOUT_TENANT,
                        WITHOUT_ROLE,
                        VIEWER,
                        OPERATOR,
                        ADMIN,
                        PLATFORM_ADMINISTRATOR,
                        FOREIGN_WITHOUT_ROLE,
                        FOREIGN_VIEWER,
                        FOREIGN_OPERATOR,
                        FOREIGN_ADMIN -> true;
            };
        }

        boolean has(Role role) {
            for (var own : Role.values()) {
                if (name().endsWith(own.name().toUpperCase(Locale.ROOT)) && this != PLATFORM_ADMINISTRATOR) {
                    return own.includes(role);
                }
            }
            return false;
        }
    }

    private TestApi as(Caller caller) {
        return switch (caller) {
            case NOBODY -> cloud.anyone();
            case STRANGER -> cloud.bearer("made-up");
            case UNKNOWN_DEVICE -> cloud.device("sbd_" + "0".repeat(40) + "_" + "A".repeat(43));
            case WITHOUT_TENANT -> cloud.person("nowhere", "Admin");
            case WITHOUT_ROLE -> cloud.person("acme", "Janitor");
            case VIEWER -> cloud.person("acme", "Viewer");
            case OPERATOR -> cloud.person("acme", "operator");
            case ADMIN -> cloud.person("acme", "Admin");
            case PLATFORM_ADMINISTRATOR -> cloud.platformAdministrator();
            case DEVICE -> cloud.device(device.key());
            case FOREIGN_WITHOUT_ROLE -> cloud.person("other");
            case FOREIGN_VIEWER -> cloud.person("other", "Viewer");
            case FOREIGN_OPERATOR -> cloud.person("other", "Operator");
            case FOREIGN_ADMIN -> cloud.person("other", "admin");
            case FOREIGN_DEVICE -> cloud.device(foreignDevice.key());
        };
    }

    /** What may come of it. Codes are told apart where the status is not enough. */
    private enum Expected {
        GRANTED,
        NOT_AUTHENTICATED,
        NO_TENANT,
        NO_ROLE,
        NOT_THERE,
        NOT_ITSELF,
        /** The body names things that are not there for this caller. */
        REFERS_TO_NOTHING
    }

    private static Expected expected(Sample sample, Caller caller) {
        var operation = sample.operation();
        return switch (operation.access()) {
            case ANYONE -> Expected.GRANTED;
            case DEVICE -> {
                if (!caller.isDevice()) {
                    yield Expected.NOT_AUTHENTICATED;
                }
                if (caller.isForeign() && sample.namesOwn()) {
                    yield Expected.NOT_THERE;
                }
                yield caller.isForeign() && sample.namesDevice() ? Expected.NOT_ITSELF : Expected.GRANTED;
            }
            case PERSON -> caller.isPerson() ? Expected.GRANTED : Expected.NOT_AUTHENTICATED;
            case PLATFORM -> {
                if (!caller.isPerson()) {
                    yield Expected.NOT_AUTHENTICATED;
                }
                yield caller == Caller.PLATFORM_ADMINISTRATOR ? Expected.GRANTED : Expected.NO_ROLE;
            }
            case MEMBER, VIEWER -> inTenant(sample, caller, Role.Viewer);
            case OPERATOR -> inTenant(sample, caller, Role.Operator);
            case ADMIN -> inTenant(sample, caller, Role.Admin);
        };
    }

    private static Expected inTenant(Sample sample, Caller caller, Role needed) {
        if (!caller.isPerson()) {
            return Expected.NOT_AUTHENTICATED;
        }
        if (caller == Caller.WITHOUT_TENANT || caller == Caller.PLATFORM_ADMINISTRATOR) {
            return Expected.NO_TENANT;
        }
        if (!caller.has(needed)) {
            return Expected.NO_ROLE;
        }
        if (!caller.isForeign()) {
            return Expected.GRANTED;
        }
        if (sample.operation() == Operation.PUBLISH_BUNDLE_VERSION
                || sample.operation().method().equals("PUT")) {
            // Names are the tenant's own: the other one makes a thing of its own by this name.
            return Expected.GRANTED;
        }
        if (!sample.path().isEmpty()) {
            return Expected.NOT_THERE;
        }
        return sample.refers() ? Expected.REFERS_TO_NOTHING : Expected.GRANTED;
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void answers_everybody_as_the_table_says(Operation operation) {
        var shared = sample(operation, Caller.DEVICE);
        for (var caller : Caller.values()) {
            var expected = expected(shared, caller);
            // What is granted may use the thing up, so each has one of its own.
            var sample = expected == Expected.GRANTED ? sample(operation, caller) : shared;
            check(sample, caller, expected, sample.by(as(caller)));
        }
    }

    private Sample sample(Operation operation, Caller caller) {
        if (operation.access() != Access.DEVICE) {
            return samples.of(operation);
        }
        return samples.of(operation, caller == Caller.FOREIGN_DEVICE ? foreignDevice : device);
    }

    private void check(Sample sample, Caller caller, Expected expected, Answer answer) {
        var what = sample.operation() + " by " + caller + ": " + answer.status() + " " + answer.body();
        switch (expected) {
            case GRANTED -> {
                assertGranted(what, sample.operation(), answer);
            }
            case NOT_AUTHENTICATED -> assertProblem(what, answer, 401, null);
            case NO_TENANT -> assertProblem(what, answer, 403, "tenant-required");
            case NO_ROLE -> assertProblem(what, answer, 403, "role-required");
            case NOT_ITSELF -> assertProblem(what, answer, 403, "device-mismatch");
            case NOT_THERE -> assertProblem(what, answer, 404, "not-found");
            case REFERS_TO_NOTHING -> assertThat(answer.status()).as(what).isIn(400, 404, 409);
        }
        if (caller.isForeign() && sample.operation().access() != Access.ANYONE) {
            assertThat(answer.body().path("items").toString()).as(what).doesNotContain(acme.toString());
            assertThat(samples.ids())
                    .as(what)
                    .noneMatch(answer.body().path("items").toString()::contains);
        }
    }

    private static void assertGranted(String what, Operation operation, Answer answer) {
        if (NEED_MORE.contains(operation)) {
            assertThat(answer.status()).as(what).isNotEqualTo(401);
            assertThat(answer.body().path("code").asText())
                    .as(what)
                    .isNotIn("role-required", "tenant-required", "tenant-mismatch", "device-mismatch");
        } else {
            assertThat(answer.status()).as(what).isBetween(200, 299);
        }
    }

    private static void assertProblem(String what, Answer answer, int status, String code) {
        assertThat(answer.status()).as(what).isEqualTo(status);
        assertThat(answer.body().path("type").asText()).as(what).startsWith("urn:signalbeam:problem:");
        if (code != null) {
            assertThat(answer.body().path("code").asText()).as(what).isEqualTo(code);
        }
        if (status == 401) {
            assertThat(answer.headers()).as(what).containsKey("www-authenticate");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Operation.class)
    void a_tenant_that_is_not_the_credentials_own_is_refused_wherever_it_is_named(Operation operation) {
        if (operation.access() == Access.ANYONE) {
            return;
        }
        var caller = switch (operation.access()) {
            case DEVICE -> Caller.DEVICE;
            case PLATFORM -> Caller.PLATFORM_ADMINISTRATOR;
            case ANYONE, PERSON, MEMBER, VIEWER, OPERATOR, ADMIN -> Caller.ADMIN;
        };
        var wrong = sample(operation, caller).by(as(caller).with("X-Tenant-Id", other.toString()));
        assertProblem(operation + " " + wrong.body(), wrong, 403, "tenant-mismatch");
        if (caller != Caller.PLATFORM_ADMINISTRATOR) {
            var right = sample(operation, caller)
                    .by(as(caller).with("X-Tenant-Id", acme.toString().toUpperCase(Locale.ROOT)));
            assertGranted(operation + " " + right.body(), operation, right);
        }
    }
}
