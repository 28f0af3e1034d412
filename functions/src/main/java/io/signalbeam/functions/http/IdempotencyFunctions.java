package io.signalbeam.functions.http;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.signalbeam.functions.transaction.Transactions;
import java.time.InstantSource;

/** Forgets answers whose time is over, those of tenants too that ask for nothing any more. */
public final class IdempotencyFunctions {
    private final Transactions transactions;
    private final InstantSource clock;

    public IdempotencyFunctions(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @FunctionName("forget-idempotent-answers")
    public void forget(@TimerTrigger(name = "timer", schedule = "0 40 * * * *") String timer) {
        var now = clock.instant();
        transactions.asService(tx -> IdempotencySql.forget(tx, now));
    }
}
