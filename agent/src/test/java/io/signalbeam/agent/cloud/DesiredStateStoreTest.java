package io.signalbeam.agent.cloud;

import static io.signalbeam.agent.reconcile.Wanted.DEVICE;
import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.desired.DesiredState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DesiredStateStoreTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"bundles\":{}}", "\0\0\0\0"})
    void a_damaged_file_never_brings_back_the_state_before(String damage) throws Exception {
        var latest = state(2, bundle("shop", "1.0.0", container("app", "app:1").spec()));
        store().accept(state(1));
        store().accept(latest);
        Files.writeString(folder.resolve("desired.json"), damage);
        assertThat(store().get())
                .as("with the state before, what runs would be removed")
                .contains(latest);
    }

    @Test
    void a_generation_that_was_passed_is_not_taken() {
        var store = store();
        store.accept(state(3));
        assertThat(store.accept(state(2))).isFalse();
        assertThat(store().get()).contains(state(3));
    }

    private DesiredStateStore store() {
        return new DesiredStateStore(new Stored<>(folder.resolve("desired.json"), DesiredState.class), DEVICE);
    }
}
