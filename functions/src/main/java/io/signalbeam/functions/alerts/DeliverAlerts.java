package io.signalbeam.functions.alerts;

import io.signalbeam.functions.alerts.DeliveriesSql.Taken;
import io.signalbeam.functions.alerts.WebhookSender.Answer;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.secrets.SecretVault;
import io.signalbeam.functions.transaction.Transactions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * Tells webhooks what is written down for them, at least once and always under the same id. Sending happens outside any
 * transaction; who dies between sending and noting it has sent in vain, and the message goes out again.
 */
final class DeliverAlerts {
    /** Longer than a sender takes at the most. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final int AT_A_TIME = 20;
    private static final int OF_EACH = 4;
    private static final int ROUNDS = 50;

    private final Transactions transactions;
    private final SecretVault vault;
    private final WebhookSender sender;
    private final InstantSource clock;

    DeliverAlerts(Transactions transactions, SecretVault vault, WebhookSender sender, InstantSource clock) {
        this.transactions = transactions;
        this.vault = vault;
        this.sender = sender;
        this.clock = clock;
    }

    /** Sends what is due, of all tenants; how many attempts that took. Any number of instances may do so at once. */
    int run() {
        int attempts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var now = clock.instant();
            var taken = transactions.asService(tx -> DeliveriesSql.take(tx, now, LEASE, AT_A_TIME, OF_EACH));
            if (taken.isEmpty()) {
                break;
            }
            deliver(taken);
            attempts += taken.size();
        }
        return attempts;
    }

    private void deliver(List<Taken> taken) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            taken.forEach(one -> threads.execute(() -> deliver(one)));
        }
    }

    private void deliver(Taken taken) {
        var attempt = Attempt.after(send(taken), taken.attempts(), clock.instant());
        transactions.<Boolean>asService(tx -> {
            var now = clock.instant();
            switch (attempt) {
                case Attempt.Delivered ignored -> DeliveriesSql.delivered(tx, taken, now);
                case Attempt.Retry(var at, String reason) -> DeliveriesSql.retry(tx, taken, at, reason, now);
                case Attempt.GivenUp(String reason) -> DeliveriesSql.giveUp(tx, taken, reason, now);
                case Attempt.Gone ignored -> DeliveriesSql.gone(tx, taken, now);
            }
            return true;
        });
    }

    private Answer send(Taken taken) {
        try {
            var secret = new WebhookSecret(
                    vault.read(WebhookSecret.vaultName(taken.tenant(), taken.webhook()), taken.vaultVersion()));
            var now = clock.instant();
            return sender.send(
                    URI.create(taken.url()),
                    new WebhookSender.Message(
                            taken.id(), now, secret.sign(taken.id().toString(), now, taken.body()), taken.body()));
        } catch (TransientFailure | PermanentFailure e) {
            return new Answer.Unreachable("Its secret cannot be read.");
        }
    }
}
