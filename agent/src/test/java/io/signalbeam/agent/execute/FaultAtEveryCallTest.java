package io.signalbeam.agent.execute;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.state;
import static io.signalbeam.agent.reconcile.Wanted.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.journal.DurableFile;
import io.signalbeam.agent.journal.MemoryDisk;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The life of a device (a first version, an update, one that crashes, none any more), lived once for every call of the
 * engine in it: each time another one goes wrong, before it has had its effect or after. Every life ends alike.
 */
class FaultAtEveryCallTest {
    private static final DesiredBundle V1 = with(
            bundle(
                    "shop",
                    "1.0.0",
                    container("db", "db:1").secret("PASSWORD", "db-password").spec(),
                    container("web", "web").dependsOn("db").spec()),
            "db-password",
            "v1");
    private static final DesiredBundle V2 = bundle(
            "shop",
            "2.0.0",
            container("web", "web").spec(),
            container("proxy", "proxy:1").dependsOn("web").spec());
    private static final DesiredBundle V3 =
            bundle("shop", "3.0.0", container("web", "crash:1").spec());
    /** The others have no effect: they go wrong in one way, and a kill there is one between two of these. */
    private static final Set<String> CHANGING =
            Set.of("pull", "createNetwork", "removeNetwork", "create", "start", "stop", "remove", "removeImage");

    private static final Logger LOGGER = Logger.getLogger("io.signalbeam.agent.execute");
    private static final Duration USUAL = Duration.ofSeconds(15);

    /** What goes wrong, at one call. */
    enum Fault {
        TRANSIENT,
        UNAVAILABLE,
        PERMANENT,
        KILLED;

        void strike() {
            switch (this) {
                case TRANSIENT -> throw new TransientFailure("pull-failed", "cut", null);
                case UNAVAILABLE -> throw new RuntimeUnavailable("gone", new IOException("gone"));
                case PERMANENT -> throw new PermanentFailure("create-failed", "refused", null);
                case KILLED -> throw new Killed();
            }
        }
    }

    /** The process is gone: nothing of ours catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @TempDir(factory = MemoryDisk.class)
    private Path folder;

    private Fault fault;
    private int strikeAt;
    private boolean before;
    private final List<String> calls = new ArrayList<>();

    @BeforeAll
    static void quiet() {
        // A thousand lives have nothing to say.
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOGGER.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void every_life_ends_alike(Fault kind) throws Exception {
        fault = kind;
        live(-1, true);
        var all = List.copyOf(calls);
        assertThat(all).containsAll(CHANGING).hasSizeGreaterThan(100);
        for (int at = 0; at < all.size(); at++) {
            if (CHANGING.contains(all.get(at))) {
                live(at, true);
                live(at, false);
            } else if (kind == Fault.UNAVAILABLE) {
                live(at, true);
            }
        }
    }

    private void live(int at, boolean beforeItsEffect) throws Exception {
        strikeAt = at;
        before = beforeItsEffect;
        calls.clear();
        var home = folder.resolve(at + "-" + beforeItsEffect);
        DurableFile.privateFolder(home);
        var rig = new Rig(home, this::faulty);
        for (var image : new String[] {"db:1", "web", "proxy:1", "crash:1"}) {
            rig.runtime.publish(image, "sha256:" + image);
        }
        rig.runtime.crashes("crash:1");
        rig.vault.put("db-password", "v1", "hunter2hunter2");
        var foreign = rig.runtime.foreign("by-hand");
        var where = fault + " at " + at + (beforeItsEffect ? " before" : " after");

        rig.wants(state(1, V1));
        settle(rig, where);
        var first = reached(rig, V1, null, where);
        rig.wants(state(2, V2));
        settle(rig, where);
        var second = reached(rig, V2, first, where);
        rig.wants(state(3, V3));
        settle(rig, where);
        assertThat(rig.status("shop").state()).as(where).isEqualTo(BundleState.Failed);
        runs(rig, second, where);
        rig.wants(state(4));
        settle(rig, where);
        assertThat(rig.runtime.all())
                .as(where)
                .singleElement()
                .satisfies(left -> assertThat(left.id()).isEqualTo(foreign));
        assertThat(rig.runtime.networks(rig.owner)).as(where).isEmpty();
        assertThat(rig.runtime.images()).as(where).isEmpty();
    }

    /** The version that is good from now on: the new one, or, where it was refused, the one before. */
    private DesiredBundle reached(Rig rig, DesiredBundle wanted, DesiredBundle good, String where) {
        var stands = rig.status("shop");
        if (stands.state() == BundleState.Failed) {
            assertThat(fault).as(where).isEqualTo(Fault.PERMANENT);
            if (good != null) {
                runs(rig, good, where);
            }
            return good;
        }
        assertThat(stands.state()).as(where).isEqualTo(BundleState.Running);
        runs(rig, wanted, where);
        return wanted;
    }

    private static void runs(Rig rig, DesiredBundle bundle, String where) {
        var running = rig.runtime.all().stream()
                .filter(container -> !container.bundle().isEmpty())
                .map(container -> container.name() + " " + container.image() + " " + container.state());
        if (bundle != null) {
            assertThat(running)
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(bundle.containers().stream()
                            .map(spec -> spec.name() + " " + spec.image() + " RUNNING")
                            .toList());
        }
    }

    private static void settle(Rig rig, String where) throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            try {
                var pause = rig.round();
                if (pause.equals(USUAL)) {
                    return;
                }
                rig.pass(pause);
            } catch (TransientFailure | PermanentFailure e) {
                rig.pass(Duration.ofSeconds(10));
            } catch (Killed e) {
                rig.restart();
            }
        }
        throw new AssertionError(where + " does not settle: " + rig.runtime.calls);
    }

    private ContainerRuntime faulty(ContainerRuntime engine) {
        return (ContainerRuntime) Proxy.newProxyInstance(
                ContainerRuntime.class.getClassLoader(),
                new Class<?>[] {ContainerRuntime.class},
                (proxy, call, with) -> {
                    boolean strikes = calls.size() == strikeAt;
                    calls.add(call.getName());
                    if (strikes && before) {
                        fault.strike();
                    }
                    try {
                        var answer = call.invoke(engine, with);
                        if (strikes) {
                            fault.strike();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
