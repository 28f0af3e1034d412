package io.signalbeam.functions.alerts;

import io.signalbeam.functions.alerts.WebhookSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What becomes of a message after an attempt to deliver it. */
sealed interface Attempt {

    record Delivered() implements Attempt {}

    record Retry(Instant at, String reason) implements Attempt {}

    record GivenUp(String reason) implements Attempt {}

    /** The receiver wants nothing more, ever. */
    record Gone() implements Attempt {}

    /** Waits after the first attempt, the second and so on; about 28 hours in all. */
    List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4),
            Duration.ofHours(8),
            Duration.ofHours(12));

    int GONE = 410;

    /** @param attempts with the one that this is the answer to */
    static Attempt after(Answer answer, int attempts, Instant now) {
        return switch (answer) {
            case Answer.Status(int status) when status >= 200 && status < 300 -> new Delivered();
            case Answer.Status(int status) when status == GONE -> new Gone();
            case Answer.Status(int status) -> again("It answered " + status + ".", attempts, now);
            case Answer.Unreachable(String reason) -> again(reason, attempts, now);
        };
    }

    private static Attempt again(String reason, int attempts, Instant now) {
        return attempts > WAITS.size() ? new GivenUp(reason) : new Retry(now.plus(WAITS.get(attempts - 1)), reason);
    }
}
