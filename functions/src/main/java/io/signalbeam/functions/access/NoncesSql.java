package io.signalbeam.functions.access;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Instant;
import java.time.InstantSource;

/** The table {@code request_nonces}. */
public final class NoncesSql implements Nonces {
    /** Each request clears away more than it leaves, and none has to wait for a great clearing. */
    private static final int CLEARED = 20;

    private final Transactions transactions;
    private final InstantSource clock;

    public NoncesSql(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public boolean fresh(AuthenticatedDevice device, String nonce, Instant until) {
        var tenant = device.tenantId();
        return transactions.inTenant(tenant, tx -> {
            tx.createUpdate("""
                            delete from request_nonces where (device_id, nonce) in (
                                select device_id, nonce from request_nonces
                                where tenant_id = :tenant and expires_at < :now
                                order by expires_at limit :cleared for update skip locked)
                            """)
                    .bind("tenant", tenant.value())
                    .bind("now", clock.instant())
                    .bind("cleared", CLEARED)
                    .execute();
            return tx.createUpdate("insert into request_nonces (tenant_id, device_id, nonce, expires_at)"
                                    + " values (:tenant, :device, :nonce, :until) on conflict do nothing")
                            .bind("tenant", tenant.value())
                            .bind("device", device.deviceId().value())
                            .bind("nonce", nonce)
                            .bind("until", until)
                            .execute()
                    == 1;
        });
    }
}
