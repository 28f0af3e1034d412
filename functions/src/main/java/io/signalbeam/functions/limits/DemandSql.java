package io.signalbeam.functions.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What instances tell each other about how much they are asked for. */
public final class DemandSql {

    /**
     * Tells this instance's demands and learns those of the others, in one statement whatever their number.
     *
     * @param own requests a second, by scope
     * @return for each of these scopes that others serve too, what each other instance told within the last ten seconds
     */
    Map<UUID, List<Double>> exchange(Handle tx, UUID instance, Map<UUID, Double> own) {
        var scopes = List.copyOf(own.keySet());
        var found = new HashMap<UUID, List<Double>>();
        tx.createQuery("""
                        with told as (
                            insert into request_demand (instance, scope, per_second, told_at)
                            select :instance, scope, per_second, clock_timestamp()
                            from unnest(:scopes, :demands) as mine (scope, per_second)
                            on conflict (scope, instance) do update
                                set per_second = excluded.per_second, told_at = excluded.told_at)
                        select scope, per_second from request_demand
                        where scope = any(:scopes) and instance <> :instance
                            and told_at > clock_timestamp() - interval '10 seconds'""")
                .bind("instance", instance)
                .bindArray("scopes", UUID.class, scopes)
                .bindArray(
                        "demands", Double.class, scopes.stream().map(own::get).toList())
                .map((row, context) -> Map.entry(row.getObject("scope", UUID.class), row.getDouble("per_second")))
                .forEach(entry -> found.computeIfAbsent(entry.getKey(), scope -> new ArrayList<>())
                        .add(entry.getValue()));
        return found;
    }

    /** Drops what instances told that have been gone for a minute. */
    void forget(Handle tx) {
        tx.execute("delete from request_demand where told_at < clock_timestamp() - interval '1 minute'");
    }
}
