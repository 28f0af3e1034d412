package io.signalbeam.agent.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.reconcile.Wanted;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.runtime.RegistryLogins;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An engine that takes every request and never answers, or stops in the middle of an answer. */
@Timeout(60)
class SilentEngineTest {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final String JSON_BEGUN = """
            HTTP/1.1 200 OK\r
            Content-Type: application/json\r
            Content-Length: 4096\r
            \r
            {"Version":""";
    private static final String PULL_BEGUN = """
            HTTP/1.1 200 OK\r
            Content-Type: application/json\r
            Transfer-Encoding: chunked\r
            \r
            1f\r
            {"status":"Pulling fs layer"}\r
            \r
            """;

    @TempDir
    private Path folder;

    private EngineProxy engine;
    private DockerRuntime runtime;

    @BeforeEach
    void open() throws Exception {
        engine = new EngineProxy(folder, folder.resolve("nothing.sock"));
        engine.hang(line -> true, "");
        runtime = new DockerRuntime(engine.uri(), PATIENCE, PATIENCE, new PullRoom(0), RegistryLogins.NONE);
    }

    @AfterEach
    void close() throws Exception {
        runtime.close();
        engine.close();
    }

    interface Call {
        void on(DockerRuntime runtime) throws Exception;
    }

    static Stream<Arguments> calls() {
        var creation = new ContainerCreation(
                "sb-shop-app", Wanted.container("app", "app:1").spec(), Map.of(), List.of("sb-shop"));
        return Stream.of(
                call("version", DockerRuntime::version),
                call("containers", DockerRuntime::containers),
                call("networks", runtime -> runtime.networks(Owner.of("x"))),
                call("imageId", runtime -> runtime.imageId("app:1")),
                call("createNetwork", runtime -> runtime.createNetwork("n", Map.of())),
                call("removeNetwork", runtime -> runtime.removeNetwork("n")),
                call("create", runtime -> runtime.create(creation)),
                call("start", runtime -> runtime.start("id")),
                call("stop", runtime -> runtime.stop("id", 0)),
                call("stop with a grace of its own", runtime -> runtime.stop("id", 1)),
                call("remove", runtime -> runtime.remove("id")),
                call("lastLines", runtime -> runtime.lastLines("id", 5)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void every_call_ends_with_the_engine_unavailable(String name, Call call) throws Exception {
        assertThatExceptionOfType(RuntimeUnavailable.class)
                .isThrownBy(() -> call.on(runtime))
                .withMessageContaining("does not answer")
                .withMessageContaining("no answer in");
        awaitHangUp();
    }

    @Test
    void an_answer_that_stops_in_its_middle_ends_too() throws Exception {
        engine.hang(line -> true, JSON_BEGUN);
        assertThatExceptionOfType(RuntimeUnavailable.class).isThrownBy(runtime::version);
        awaitHangUp();
    }

    @Test
    void a_pull_that_hangs_is_its_own_passing_failure_and_says_nothing_of_the_engine() throws Exception {
        for (var beginning : List.of("", PULL_BEGUN)) {
            engine.hang(line -> true, beginning);
            assertThatExceptionOfType(TransientFailure.class)
                    .isThrownBy(() -> runtime.pull("registry.example.com/app:1"))
                    .satisfies(failure -> assertThat(failure).isNotInstanceOf(RuntimeUnavailable.class))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("pull-failed"))
                    .withMessageContaining("cannot pull registry.example.com/app:1");
            awaitHangUp();
        }
        assertThat(engine.requests).anyMatch(line -> line.contains("/images/create?"));
    }

    @Test
    void the_end_of_the_agent_ends_a_call_that_waits() throws Exception {
        try (var patient = new DockerRuntime(
                engine.uri(), Duration.ofMinutes(5), Duration.ofMinutes(5), new PullRoom(0), RegistryLogins.NONE)) {
            var failures = new java.util.concurrent.LinkedBlockingQueue<Throwable>();
            var caller = Thread.ofPlatform().start(() -> failures.add(thrownBy(patient::version)));
            await(() -> !engine.requests.isEmpty());
            caller.interrupt();
            caller.join();
            assertThat(failures.take()).isInstanceOf(RuntimeUnavailable.class);
            awaitHangUp();
        }
    }

    private static Throwable thrownBy(ThrowingCallable call) {
        return org.assertj.core.api.Assertions.catchThrowable(call);
    }

    /** The agent has closed its end: it does not gather hanging connections. */
    private void awaitHangUp() throws InterruptedException {
        await(() -> engine.connections() == 0);
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("in time").isBefore(deadline);
            Thread.sleep(20);
        }
    }

    private static Arguments call(String name, Call call) {
        return Arguments.of(name, call);
    }
}
