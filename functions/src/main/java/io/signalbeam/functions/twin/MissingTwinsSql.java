package io.signalbeam.functions.twin;

import io.signalbeam.functions.outcome.StandbyFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/** Asks the database, once in a while, whoever knocks. */
public final class MissingTwinsSql implements MissingTwins {
    private static final Duration REMEMBERED = Duration.ofSeconds(2);

    private final Transactions transactions;
    private final InstantSource clock;
    private final String home;
    private volatile Answer last = new Answer(Absence.Settled, Instant.MIN);

    public MissingTwinsSql(Transactions transactions, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
        this.home = TwinHome.of(settings);
    }

    private enum Absence {
        /** The database is a replica, and the account may have no twin at all. */
        Standby,
        Moving,
        Settled
    }

    private record Answer(Absence absence, Instant until) {}

    @Override
    public void check() {
        var now = clock.instant();
        var answer = last;
        if (!now.isBefore(answer.until())) {
            answer = new Answer(transactions.beforeTenant(this::absence), now.plus(REMEMBERED));
            last = answer;
        }
        switch (answer.absence()) {
            case Standby -> throw new StandbyFailure();
            case Moving -> throw new TransientFailure("The twins are on their way to this account");
            case Settled -> {}
        }
    }

    private Absence absence(Handle tx) {
        return tx.createQuery("""
                        select case when pg_is_in_recovery() then 'Standby'
                            when exists (select from twin_home where endpoint <> :home or moving_through is not null)
                                then 'Moving'
                            else 'Settled' end""").bind("home", home).mapTo(Absence.class).one();
    }
}
