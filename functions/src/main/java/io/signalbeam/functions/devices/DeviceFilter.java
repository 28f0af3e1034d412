package io.signalbeam.functions.devices;

import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.label.Selector;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which devices a list shows, and in which order.
 *
 * @param search part of the name or of a label's value, or the beginning of the id
 * @param statuses any of them; empty for all
 * @param lifecycles any of them
 * @param bundle {@code id} or {@code id@version} of a bundle that they shall run
 */
public record DeviceFilter(
        @Nullable String search,
        Selector selector,
        List<DeviceStatus> statuses,
        List<Lifecycle> lifecycles,
        @Nullable GroupId group,
        @Nullable String bundle,
        Sort sort) {

    public static final DeviceFilter PRESENT = new DeviceFilter(
            null, Selector.EVERYTHING, List.of(), List.of(Lifecycle.Active, Lifecycle.Disabled), null, null, Sort.NAME);

    public DeviceFilter {
        statuses = List.copyOf(statuses);
        lifecycles = List.copyOf(lifecycles);
    }

    public DeviceFilter ofGroup(GroupId id) {
        return new DeviceFilter(search, selector, statuses, lifecycles, id, bundle, sort);
    }

    /** What to sort by; the id decides between equals. */
    public enum Sort {
        NAME("name", "d.name collate \"C\"", false, false),
        NAME_DOWN("-name", "d.name collate \"C\"", true, false),
        LAST_SEEN("lastSeenAt", "coalesce(s.last_seen_at, 'epoch'::timestamptz)", false, true),
        LAST_SEEN_DOWN("-lastSeenAt", "coalesce(s.last_seen_at, 'epoch'::timestamptz)", true, true),
        ENROLLED("enrolledAt", "d.enrolled_at", false, true),
        ENROLLED_DOWN("-enrolledAt", "d.enrolled_at", true, true);

        private final String word;
        private final String sql;
        private final boolean descending;
        private final boolean time;

        Sort(String word, String sql, boolean descending, boolean time) {
            this.word = word;
            this.sql = sql;
            this.descending = descending;
            this.time = time;
        }

        /** As the query parameter has it. */
        public String word() {
            return word;
        }

        String sql() {
            return sql;
        }

        boolean descending() {
            return descending;
        }

        boolean time() {
            return time;
        }

        public static Optional<Sort> parse(String word) {
            for (var sort : values()) {
                if (sort.word.equals(word)) {
                    return Optional.of(sort);
                }
            }
            return Optional.empty();
        }
    }
}
