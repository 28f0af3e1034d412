package io.signalbeam.agent.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.runtime.RegistryLogins;
import io.signalbeam.shared.credential.RegistryLogin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real registry that wants to know who asks. */
class PrivateRegistryIT {
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static RealEngine engine;
    private static String image;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        engine = RealEngine.openPrivate(folder);
        image = engine.publish("private-" + UUID.randomUUID() + ":1");
    }

    @AfterAll
    static void close() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void pulls_with_the_login_of_its_host_and_without_another_one() throws Exception {
        var host = image.substring(0, image.indexOf('/'));
        try (var runtime = runtime(domain -> Optional.of(RealEngine.LOGIN).filter(login -> domain.equals(host)))) {
            runtime.pull(image);
            assertThat(runtime.imageId(image)).isPresent();
            runtime.removeImage(image);
        }
        for (var login : new RegistryLogin[] {null, new RegistryLogin("puller", "wrong")}) {
            try (var runtime = runtime(domain -> Optional.ofNullable(login))) {
                assertThatExceptionOfType(PermanentFailure.class)
                        .isThrownBy(() -> runtime.pull(image))
                        .matches(failure -> failure.code().equals("pull-failed"))
                        .withMessageNotContaining("wrong");
            }
        }
    }

    @Test
    void a_login_that_cannot_be_had_now_is_waited_for() {
        RegistryLogins away = domain -> {
            throw new TransientFailure("secret-unavailable", "the cloud is away", null);
        };
        try (var runtime = runtime(away)) {
            assertThatThrownBy(() -> runtime.pull(image)).isInstanceOf(TransientFailure.class);
        }
    }

    @Test
    void room_is_looked_for_with_the_login_too() {
        var little = new PullRoom(0, folder -> OptionalLong.of(1000));
        try (var runtime =
                new DockerRuntime(RealEngine.HOST, QUICK, QUICK, little, domain -> Optional.of(RealEngine.LOGIN))) {
            assertThatExceptionOfType(TransientFailure.class)
                    .isThrownBy(() -> runtime.pull(image))
                    .matches(failure -> failure.code().equals("no-space"));
        }
    }

    private static DockerRuntime runtime(RegistryLogins logins) {
        return new DockerRuntime(RealEngine.HOST, 0, logins);
    }
}
