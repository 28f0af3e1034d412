package io.signalbeam.functions.isolation;

import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;

/** Ends what it is asked for after it was committed, as often as before it was begun. */
record CutOff(Transactions real, Runnable step) implements Transactions {
    @Override
    public <T> T inTenant(TenantId tenant, Work<T> work) {
        return real.inTenant(tenant, work);
    }

    @Override
    public <T> T reading(TenantId tenant, Work<T> work) {
        return real.reading(tenant, work);
    }

    @Override
    public <T> T asService(Work<T> work) {
        step.run();
        T done = real.asService(work);
        step.run();
        return done;
    }

    @Override
    public <T> T ofOneMoment(Work<T> work) {
        return real.ofOneMoment(work);
    }

    @Override
    public <T> T beforeTenant(Work<T> work) {
        return real.beforeTenant(work);
    }

    @Override
    public void afterCommit(Runnable action) {
        real.afterCommit(action);
    }
}
