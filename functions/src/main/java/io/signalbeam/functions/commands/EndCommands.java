package io.signalbeam.functions.commands;

import io.signalbeam.functions.commands.CommandOutputs.Place;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** Gives commands up whose time is over, and forgets those of long ago with what they gave. */
public final class EndCommands {
    /** What was begun in time may take so long, and its answer too. */
    static final Duration ANSWER = Duration.ofHours(1);

    static final Duration KEPT = Duration.ofDays(30);
    private static final int EXPIRED_AT_ONCE = 500;
    /** Each takes a call of the store, in one transaction. */
    private static final int FORGOTTEN_AT_ONCE = 100;

    private final Transactions transactions;
    private final CommandOutputs outputs;
    private final ProjectTwins projectTwins;
    private final InstantSource clock;

    EndCommands(Transactions transactions, CommandOutputs outputs, ProjectTwins projectTwins, InstantSource clock) {
        this.transactions = transactions;
        this.outputs = outputs;
        this.projectTwins = projectTwins;
        this.clock = clock;
    }

    /** How many, of either. */
    public int run() {
        return expire() + forget();
    }

    private int expire() {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.<Integer>asService(tx -> {
            var ended = AnswerSql.expire(tx, now, now.minus(ANSWER), EXPIRED_AT_ONCE);
            var devices = ended.stream().map(AnswerSql.Ended::device).collect(Collectors.toSet());
            if (!devices.isEmpty()) {
                CommandSql.tell(tx, devices);
                projectTwins.afterCommit(devices);
            }
            return ended.size();
        });
    }

    /** Outputs first: a row whose output is gone is tried again, an output without a row would stay for ever. */
    private int forget() {
        return transactions.<Integer>asService(tx -> {
            var ended = AnswerSql.forget(tx, clock.instant().minus(KEPT), FORGOTTEN_AT_ONCE);
            ended.forEach(command -> outputs.delete(new Place(command.tenant(), command.device(), command.id())));
            return ended.size();
        });
    }
}
