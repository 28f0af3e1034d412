package io.signalbeam.functions.bundles;

import io.signalbeam.shared.json.Json;
import java.time.Instant;

/**
 * That a version is given to no further device, as the API writes it. Devices that have it keep it.
 *
 * @param reason a sentence, with the numbers
 */
public record Quarantine(Instant since, String reason) {

    /** For people who ask why a device does not get the version. */
    public String inWords(String bundle, String version) {
        return "%s %s is in quarantine since %s, and no further device gets it until that is lifted: %s"
                .formatted(bundle, version, Json.format(since), reason);
    }
}
