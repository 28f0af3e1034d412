package io.signalbeam.agent.telemetry;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Empties the spool in order, over the first way that is open. */
public final class SpoolDrain {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolDrain.class);
    /** A refused batch is tried again in case the refusal was about the device; then it is taken to be about it. */
    private static final int REFUSALS = 3;

    private final Spool spool;
    private final List<EventRoute> routes;
    private int refusals;
    private String over = "";

    /** @param routes in the order in which they are tried */
    public SpoolDrain(Spool spool, List<EventRoute> routes) {
        this.spool = spool;
        this.routes = List.copyOf(routes);
    }

    /**
     * Publishes until nothing is left.
     *
     * @throws TransientFailure when no route took the next events; they stay
     */
    public void drain() throws InterruptedException {
        while (!spool.isEmpty()) {
            publishNext();
        }
    }

    /** The route that took the last events. */
    public String over() {
        return over;
    }

    private void publishNext() throws InterruptedException {
        TransientFailure last = null;
        Spool.@Nullable Batch refused = null;
        for (var route : routes) {
            var batch = spool.oldest(route.batch());
            if (batch.events().isEmpty()) {
                return;
            }
            try {
                route.publish(batch.events());
                spool.forget(batch);
                refusals = 0;
                if (!over.equals(route.name())) {
                    LOG.info("telemetry goes over {}", route.name());
                    over = route.name();
                }
                return;
            } catch (TransientFailure e) {
                LOG.debug("telemetry over {}: {}", route.name(), e.reason());
                last = e;
            } catch (PermanentFailure e) {
                refused = isAboutTheEvent(e) ? batch : null;
                last = new TransientFailure(e.code(), route.name() + " refuses telemetry: " + e.reason(), e);
            }
        }
        if (refused != null && ++refusals >= REFUSALS) {
            LOG.warn(
                    "{} events are refused again and again, and left out",
                    refused.events().size());
            spool.forget(refused);
            refusals = 0;
        }
        throw last == null ? new TransientFailure("unreachable", "there is no way for telemetry", null) : last;
    }

    // A key that is refused may be accepted tomorrow; an event that is malformed stays so.
    private static boolean isAboutTheEvent(PermanentFailure failure) {
        return !failure.code().startsWith("device-") && !failure.code().matches("http-40[134]");
    }
}
