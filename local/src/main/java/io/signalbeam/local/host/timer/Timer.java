package io.signalbeam.local.host.timer;

import com.azure.storage.blob.models.BlobStorageException;
import io.signalbeam.local.host.invoke.FunctionFailure;
import io.signalbeam.local.host.invoke.FunctionRuntime;
import io.signalbeam.local.host.storage.BlobLease;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One timer: fires while this host holds its lock, one run after the other. */
final class Timer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

    private final Schedule schedule;
    private final FunctionRuntime.Callable<TimerInput> function;
    private final BlobLease lock;
    private final TimerStatusBlob statusBlob;
    private final CountDownLatch closed = new CountDownLatch(1);

    Timer(
            Schedule schedule,
            FunctionRuntime.Callable<TimerInput> function,
            BlobLease lock,
            TimerStatusBlob statusBlob) {
        this.schedule = schedule;
        this.function = function;
        this.lock = lock;
        this.statusBlob = statusBlob;
    }

    FunctionRuntime.Callable<TimerInput> function() {
        return function;
    }

    void start() {
        var name = "timer-" + function.definition().name();
        Thread.ofVirtual().name(name).start(this::keepFiring);
        Thread.ofVirtual().name(name + "-lock").start(this::keepLock);
    }

    void runNow() {
        Thread.ofVirtual().name("timer-by-hand").start(() -> {
            try {
                run(TimerInput.of(null, false));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private boolean closedWithin(Duration time) throws InterruptedException {
        return closed.await(Math.max(time.toNanos(), 0), TimeUnit.NANOSECONDS);
    }

    private void keepLock() {
        try {
            do {
                try {
                    var unused = lock.hold();
                } catch (RuntimeException e) {
                    LOG.warn(
                            "The lock of {} cannot be reached",
                            function.definition().name(),
                            e);
                }
            } while (!closedWithin(Duration.ofSeconds(BlobLease.RENEW_SECONDS)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.close();
    }

    private void keepFiring() {
        try {
            while (!closedWithin(Duration.ofMillis(100))) {
                if (lock.stillHeld()) {
                    fireWhileHeld();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fireWhileHeld() throws InterruptedException {
        var kept = !schedule.subMinute(Instant.now());
        TimerStatus status = null;
        var pastDue = false;
        if (kept) {
            var start = TimerStatus.start(read(), schedule, Instant.now());
            status = start.status();
            pastDue = start.pastDue();
            write(status);
        }
        var next = status == null ? schedule.next(Instant.now()) : status.next();
        while (pastDue || waitedUntil(next)) {
            run(TimerInput.of(status, pastDue));
            var now = Instant.now();
            pastDue = false;
            if (status != null) {
                status = status.ran(now, schedule);
                write(status);
            }
            next = schedule.next(now);
        }
    }

    /** Waits for a time; false when the host closes or the lock is lost before. */
    private boolean waitedUntil(Instant time) throws InterruptedException {
        while (lock.stillHeld()) {
            var left = Duration.between(Instant.now(), time);
            if (left.isNegative() || left.isZero()) {
                return closed.getCount() > 0;
            }
            // Short naps, since a lost lock and a clock that was set must both be noticed.
            if (closedWithin(left.compareTo(Duration.ofSeconds(1)) < 0 ? left : Duration.ofSeconds(1))) {
                return false;
            }
        }
        return false;
    }

    private void run(TimerInput input) throws InterruptedException {
        try {
            function.callWithRetries(input, delay -> !closedWithin(delay));
        } catch (FunctionFailure e) {
            LOG.debug(
                    "{} failed until its retry policy was spent",
                    function.definition().name(),
                    e);
        }
    }

    private @Nullable TimerStatus read() {
        try {
            return statusBlob.read();
        } catch (BlobStorageException e) {
            LOG.warn("The status of {} cannot be read", function.definition().name(), e);
            return null;
        }
    }

    private void write(TimerStatus status) {
        try {
            statusBlob.write(status);
        } catch (BlobStorageException | com.fasterxml.jackson.core.JsonProcessingException e) {
            LOG.warn("The status of {} cannot be kept", function.definition().name(), e);
        }
    }
}
