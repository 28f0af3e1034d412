package io.signalbeam.functions.standby;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vault as copying sees it. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when it does not answer and
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses. No value is in what it throws, nor in what these
 * records show.
 */
public interface Vault {

    /** Every secret that may be read, as it is now, by its name in small letters. Costs no reading of a value. */
    Map<String, Listed> list();

    /**
     * @param changedAt to the second
     * @param tags of its newest version
     */
    record Listed(Instant changedAt, Map<String, String> tags) {
        public Listed {
            tags = Map.copyOf(tags);
        }
    }

    /** All that may be read, in no order; empty where there is no such secret. Costs no reading of a value. */
    List<Version> versions(String name);

    /** @param madeAt to the second */
    record Version(String id, Instant madeAt, Map<String, String> tags) {
        public Version {
            tags = Map.copyOf(tags);
        }
    }

    /** The newest version, with its value; empty when there is no such secret. */
    Optional<Current> current(String name);

    record Current(Version version, String value) {
        @Override
        public String toString() {
            return "Current[" + version + "]";
        }
    }

    String read(String name, String version);

    /** Adds a version, and makes anew what was deleted under the name. */
    void add(String name, String value, Map<String, String> tags);

    /** In the place of those that it has. */
    void tag(String name, String version, Map<String, String> tags);

    void delete(String name);
}
