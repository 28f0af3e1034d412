package io.signalbeam.functions.live;

import io.signalbeam.shared.id.TenantId;

/** Those who look at a tenant's things at the moment. */
@FunctionalInterface
public interface Onlookers {
    /** There are none to be told. */
    Onlookers NONE = (tenant, topics) -> {};

    /**
     * Has them look again: once the transaction of this thread has committed, at once where there is none, never when it is
     * rolled back. Waits for nothing and fails at nothing.
     */
    void tell(TenantId tenant, Topic... topics);
}
