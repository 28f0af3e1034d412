package io.signalbeam.functions.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.commands.CommandOutputs.Place;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every {@link CommandOutputs} does. */
public abstract class CommandOutputsContract {
    private final Place place = new Place(TenantId.random(), DeviceId.random(), UuidV7.random());

    protected abstract CommandOutputs outputs();

    @Test
    void what_is_kept_again_takes_the_place_of_what_was_and_deleting_is_no_matter_how_often() {
        assertThatThrownBy(() -> outputs().read(place)).isInstanceOf(PermanentFailure.class);
        outputs().keep(place, bytes("one"));
        outputs().keep(place, bytes("zwölf"));
        assertThat(outputs().read(place)).isEqualTo(bytes("zwölf"));

        var elsewhere = new Place(TenantId.random(), place.device(), place.command());
        assertThatThrownBy(() -> outputs().read(elsewhere)).isInstanceOf(PermanentFailure.class);

        outputs().delete(place);
        outputs().delete(place);
        assertThatThrownBy(() -> outputs().read(place)).isInstanceOf(PermanentFailure.class);
    }

    @Test
    void the_largest_one_fits() {
        outputs().keep(place, new byte[CommandOutputs.MAX_BYTES]);
        assertThat(outputs().read(place)).hasSize(CommandOutputs.MAX_BYTES);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
