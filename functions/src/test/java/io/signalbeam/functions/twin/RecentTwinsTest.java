package io.signalbeam.functions.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.testing.MemoryTwins;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentTwinsTest {
    private static final Duration TURN = RecentTwins.TURN;

    private final MemoryTwins stored = new MemoryTwins();
    private final Interruptible store = new Interruptible(stored);
    private final TestClock clock = new TestClock();
    private final RecentTwins twins = new RecentTwins(store, store, clock, Runnable::run);
    private final DeviceId device = DeviceId.random();
    private final TenantId tenant = TenantId.random();

    /** A store that does something else in the middle of a reading, or does not tell its changes. */
    private static final class Interruptible implements TwinStore, TwinLog {
        private final MemoryTwins store;
        private Runnable afterReading = () -> {};
        private boolean silent;

        Interruptible(MemoryTwins store) {
            this.store = store;
        }

        @Override
        public Optional<Twin> read(DeviceId device) {
            var twin = store.read(device);
            afterReading.run();
            return twin;
        }

        @Override
        public Changes since(@Nullable String place) {
            if (silent) {
                throw new TransientFailure("no answer");
            }
            return store.since(place);
        }

        @Override
        public Optional<Twin> write(Twin twin) {
            return store.write(twin);
        }
    }

    private void write(long revision, Lifecycle lifecycle) {
        stored.write(new Twin(
                Twin.SCHEMA,
                device,
                tenant,
                lifecycle,
                revision,
                List.of(),
                "\"g" + revision + "\"",
                new DesiredState(1, device, tenant, revision, "d", Map.of(), List.of(), AgentSettings.DEFAULTS)));
    }

    /** As many questions as make a turn worth while, and then the time for one. */
    private void busyTurn() {
        for (int i = 0; i < RecentTwins.WORTH; i++) {
            twins.remembered(device);
        }
        clock.advance(TURN);
        twins.remembered(device);
    }

    private Optional<Lifecycle> remembered() {
        return twins.remembered(device).map(DevicePass::lifecycle);
    }

    @Test
    void remembers_what_was_read_while_many_ask() {
        write(1, Lifecycle.Active);
        busyTurn();
        twins.read(device);
        assertThat(remembered()).contains(Lifecycle.Active);
        for (int i = 0; i < 10; i++) {
            busyTurn();
            assertThat(remembered()).contains(Lifecycle.Active);
        }
        assertThat(stored.readings()).isEqualTo(1);
    }

    @Test
    void remembers_nothing_while_few_ask() {
        write(1, Lifecycle.Active);
        for (int i = 0; i < 10; i++) {
            twins.read(device);
            clock.advance(TURN);
            assertThat(remembered()).isEmpty();
        }
    }

    @Test
    void forgets_what_was_written() {
        write(1, Lifecycle.Active);
        busyTurn();
        twins.read(device);
        write(2, Lifecycle.Disabled);
        assertThat(remembered()).as("before the next turn").contains(Lifecycle.Active);
        busyTurn();
        assertThat(remembered()).isEmpty();
    }

    @Test
    void does_not_keep_a_reading_that_was_overtaken() {
        write(1, Lifecycle.Active);
        busyTurn();
        store.afterReading = () -> {
            write(2, Lifecycle.Disabled);
            busyTurn();
        };
        assertThat(twins.read(device)).get().extracting(Twin::lifecycle).isEqualTo(Lifecycle.Active);
        assertThat(remembered()).isEmpty();
        store.afterReading = () -> {};
        twins.read(device);
        assertThat(remembered()).contains(Lifecycle.Disabled);
    }

    @Test
    void says_nothing_for_long_when_the_store_does_not_tell() {
        write(1, Lifecycle.Active);
        busyTurn();
        twins.read(device);
        store.silent = true;
        busyTurn();
        assertThat(remembered()).as("not yet too old").contains(Lifecycle.Active);
        clock.advance(RecentTwins.STALE);
        assertThat(remembered()).isEmpty();

        write(2, Lifecycle.Disabled);
        store.silent = false;
        busyTurn();
        assertThat(remembered()).as("caught up with").isEmpty();
        twins.read(device);
        assertThat(remembered()).contains(Lifecycle.Disabled);
    }

    @Test
    void begins_anew_after_a_long_gap() {
        write(1, Lifecycle.Active);
        busyTurn();
        twins.read(device);
        clock.advance(RecentTwins.GAP.plusSeconds(1));
        write(2, Lifecycle.Disabled);
        busyTurn();
        assertThat(remembered()).isEmpty();
    }

    @Test
    void is_as_careful_when_the_clock_is_set_back() {
        write(1, Lifecycle.Active);
        busyTurn();
        twins.read(device);
        clock.advance(Duration.ofHours(-1));
        write(2, Lifecycle.Disabled);
        assertThat(remembered()).isEmpty();
        busyTurn();
        assertThat(remembered()).isEmpty();
    }

    @Test
    void knows_no_device_that_is_not_there() {
        busyTurn();
        assertThat(twins.read(device)).isEmpty();
        assertThat(remembered()).isEmpty();
    }
}
