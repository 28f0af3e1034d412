package io.signalbeam.functions.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.app.App;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rates over HTTP. The clock stands still, so that a second lasts as long as a test needs it to. */
class RequestLimitsIT {
    private TestCloud cloud;

    @BeforeEach
    void open() {
        cloud = new TestCloud(Map.of(
                "SIGNALBEAM_LIMIT_DEVICE_PER_SECOND", "100",
                "SIGNALBEAM_LIMIT_TENANT_PER_SECOND", "120",
                "SIGNALBEAM_LIMIT_TOTAL_PER_SECOND", "300",
                "SIGNALBEAM_LIMIT_FAILED_SIGN_INS_PER_MINUTE", "5"));
        cloud.tenant("acme");
        cloud.tenant("other");
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void the_hundred_and_first_request_of_a_device_key_in_a_second_is_one_too_many() {
        var busy = cloud.device(Enrolled.in(cloud, "acme", "busy", Map.of()).key());
        var calm = cloud.device(Enrolled.in(cloud, "acme", "calm", Map.of()).key());
        assertThat(accepted(busy, "/devices/me", 100)).isEqualTo(100);
        var refused = busy.get("/devices/me").isProblem(429, "too-many-requests");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.header("ratelimit-policy")).isEqualTo("\"device-key\";q=100;w=1");
        assertThat(refused.header("ratelimit")).isEqualTo("\"device-key\";r=0;t=1");

        calm.get("/devices/me").is(200);
        cloud.person("acme", "Viewer").get("/devices").is(200);
        cloud.clock.advance(Duration.ofSeconds(1));
        busy.get("/devices/me").is(200);
    }

    @Test
    void a_tenant_that_is_at_its_rate_leaves_the_others_alone() {
        var acme = cloud.person("acme", "Viewer");
        assertThat(accepted(acme, "/me", 150)).isEqualTo(120);
        assertThat(acme.get("/me").isProblem(429, "too-many-requests").header("ratelimit-policy"))
                .isEqualTo("\"tenant\";q=120;w=1");
        cloud.person("other", "Viewer").get("/me").is(200);
        cloud.platformAdministrator().get("/tenants").is(200);
    }

    @Test
    void all_together_have_a_rate_too() {
        cloud.tenant("third");
        int all = accepted(cloud.person("acme", "Viewer"), "/me", 120)
                + accepted(cloud.person("other", "Viewer"), "/me", 120)
                + accepted(cloud.person("third", "Viewer"), "/me", 120);
        assertThat(all).isEqualTo(300);
        cloud.anyone().get("/health/live").is(200);
    }

    @Test
    void an_address_with_too_many_wrong_credentials_waits_whatever_it_brings_next() {
        var guesser = cloud.bearer("made-up").with("x-forwarded-for", "192.0.2.1");
        for (int i = 0; i < 5; i++) {
            guesser.get("/me").is(401);
        }
        var refused = guesser.get("/me").isProblem(429, "too-many-requests");
        assertThat(refused.header("retry-after")).isEqualTo("12");
        cloud.device("sbd_" + "0".repeat(40) + "_" + "A".repeat(43))
                .with("x-forwarded-for", "192.0.2.1")
                .get("/devices/me")
                .is(429);
        // The caller's own word about where it comes from is not believed.
        guesser.with("x-forwarded-for", "198.51.100.1, 192.0.2.1").get("/me").is(429);
        guesser.with("x-forwarded-for", "192.0.2.2").get("/me").is(401);
        cloud.clock.advance(Duration.ofSeconds(12));
        guesser.get("/me").is(401);
    }

    @Test
    void wrong_enrolment_tokens_are_guesses_too() {
        var guesser = cloud.anyone().with("x-forwarded-for", "192.0.2.3");
        for (int i = 0; i < 5; i++) {
            enroll(guesser).is(401);
        }
        enroll(guesser).isProblem(429, "too-many-requests");
    }

    @Test
    void to_bring_no_credential_is_no_guess() {
        var nobody = cloud.anyone().with("x-forwarded-for", "192.0.2.4");
        for (int i = 0; i < 10; i++) {
            nobody.get("/me").is(401);
        }
    }

    @Test
    void two_instances_share_a_tenants_rate() {
        var token = cloud.tokens.issue(TestCloud.claims("acme", "Viewer"));
        var one = caller(cloud.app, token);
        var two = caller(cloud.instance(), token);
        // Each is asked for more than there is, and tells so at the end of its second.
        for (int second = 0; second < 3; second++) {
            accepted(one, "/me", 200);
            accepted(two, "/me", 200);
            cloud.clock.advance(Duration.ofSeconds(1));
        }
        int first = accepted(one, "/me", 200);
        int second = accepted(two, "/me", 200);
        assertThat(first + second).isBetween(118, 120);
        assertThat(first).isBetween(55, 65);
    }

    @Test
    void an_instance_goes_on_with_its_share_while_the_database_is_away() {
        var away = new Away(cloud.database.database());
        var token = cloud.tokens.issue(TestCloud.claims("acme", "Viewer"));
        var device = Enrolled.in(cloud, "acme", "till", Map.of());
        var one = caller(cloud.app, token);
        var two = new TestApi(cloud.instance().with(Transactions.class, away)).with("x-api-key", device.key());
        for (int second = 0; second < 3; second++) {
            accepted(one, "/me", 200);
            accepted(two, "/agent/desired-state", 90);
            cloud.clock.advance(Duration.ofSeconds(1));
        }
        away.gone = true;
        int share = accepted(two, "/agent/desired-state", 90);
        assertThat(share).isBetween(55, 65);
        cloud.clock.advance(Duration.ofSeconds(60));
        assertThat(accepted(two, "/agent/desired-state", 90)).isEqualTo(share);
        away.gone = false;
    }

    private static TestApi caller(App app, String token) {
        return new TestApi(app).with("authorization", "Bearer " + token);
    }

    private static int accepted(TestApi caller, String path, int times) {
        int accepted = 0;
        for (int i = 0; i < times; i++) {
            int status = caller.get(path).status();
            assertThat(status).isIn(200, 429);
            accepted += status == 200 ? 1 : 0;
        }
        return accepted;
    }

    private static Answer enroll(TestApi caller) {
        return caller.post(
                "/agent/enroll",
                Map.of(
                        "token",
                        "sbe_" + "A".repeat(43),
                        "requestId",
                        "0198c0de-0000-7000-8000-000000000000",
                        "facts",
                        Map.of("version", "0.1.0", "os", "linux", "arch", "arm64", "hostname", "x")));
    }

    /** A database that can be taken away. */
    private static final class Away implements Transactions {
        private final Transactions there;
        private volatile boolean gone;

        private Away(Transactions there) {
            this.there = there;
        }

        @Override
        public <T extends @Nullable Object> T inTenant(TenantId tenant, Work<T> work) {
            return database().inTenant(tenant, work);
        }

        @Override
        public <T extends @Nullable Object> T asService(Work<T> work) {
            return database().asService(work);
        }

        @Override
        public <T extends @Nullable Object> T ofOneMoment(Work<T> work) {
            return database().ofOneMoment(work);
        }

        @Override
        public <T extends @Nullable Object> T beforeTenant(Work<T> work) {
            return database().beforeTenant(work);
        }

        @Override
        public void afterCommit(Runnable action) {
            database().afterCommit(action);
        }

        private Transactions database() {
            if (gone) {
                throw new TransientFailure("the database is away");
            }
            return there;
        }
    }
}
