package io.signalbeam.functions.devices;

import io.signalbeam.functions.devices.DeviceFilter.Sort;
import io.signalbeam.functions.http.Call;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.label.Selector;
import io.signalbeam.shared.validation.Validated;
import java.util.List;

/** Reads a {@link DeviceFilter} from query parameters. */
final class DeviceQuery {
    private static final int MAX_SEARCH = 100;
    private static final int MAX_BUNDLE = 200;

    private DeviceQuery() {}

    static Outcome<DeviceFilter> filter(Call call) {
        var search = call.query("q").orElse(null);
        var bundle = call.query("bundle").orElse(null);
        var sort = call.query("sort").map(Sort::parse).orElseGet(() -> Sort.parse("name"));
        var selector = call.query("selector").map(Selector::parse).orElse(Validated.valid(Selector.EVERYTHING));
        var errors = new FieldErrors().length("q", search, 1, MAX_SEARCH).length("bundle", bundle, 1, MAX_BUNDLE);
        if (sort.isEmpty()) {
            errors.add("sort", "unknown", "It takes name, lastSeenAt or enrolledAt, with - in front to turn it round.");
        }
        if (selector instanceof Validated.Invalid<Selector> invalid) {
            errors.addAll(invalid.errors());
        }
        var lifecycles = call.queryWords("lifecycle", Lifecycle.class);
        return errors.refusal()
                .map(Outcome::<DeviceFilter>refused)
                .orElseGet(() -> Outcome.of(selector)
                        .map(chosen -> new DeviceFilter(
                                search,
                                chosen,
                                call.queryWords("status", DeviceStatus.class),
                                lifecycles.isEmpty() ? List.of(Lifecycle.Active, Lifecycle.Disabled) : lifecycles,
                                call.queryUuid("group").map(GroupId::new).orElse(null),
                                bundle,
                                sort.orElse(Sort.NAME))));
    }
}
