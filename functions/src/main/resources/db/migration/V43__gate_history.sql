-- What a gate has measured of a wave since it was first asked, for its chart.

-- Moments as gate_history() keeps them: [seconds since 1970, of the updated devices, of what they are compared with].
ALTER TABLE rollout_gates ADD COLUMN history jsonb NOT NULL DEFAULT '[]';

-- A history with one more moment. However long a wave soaks, sixty at most are kept: where there is no room every second
-- one goes, and from then on what comes much sooner than the first two are apart is left out.
CREATE FUNCTION gate_history(history jsonb, measured_at timestamptz, updated double precision, reference double precision)
    RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN updated IS NULL AND reference IS NULL THEN history
            WHEN extract(epoch FROM measured_at) - (history -> -1 ->> 0)::bigint
                < greatest(1, 0.75 * ((history -> 1 ->> 0)::bigint - (history -> 0 ->> 0)::bigint)) THEN history
            ELSE CASE WHEN jsonb_array_length(history) < 60 THEN history
                    ELSE (SELECT jsonb_agg(moment ORDER BY place)
                        FROM jsonb_array_elements(history) WITH ORDINALITY AS kept (moment, place) WHERE place % 2 = 1)
                END || jsonb_build_array(
                    jsonb_build_array(extract(epoch FROM measured_at)::bigint, updated, reference))
        END
    $$;
