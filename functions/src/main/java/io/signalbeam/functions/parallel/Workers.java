package io.signalbeam.functions.parallel;

import io.signalbeam.functions.outcome.TransientFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A service far away answers each in milliseconds; waiting for them one after another would be all that is done. */
public final class Workers {
    private Workers() {}

    /**
     * Returns when all is done.
     *
     * @param atOnce how many are under way at the most
     * @param work must not throw: what it throws is a bug, and ends a worker
     */
    public static <T> void each(Collection<T> items, int atOnce, Consumer<T> work) {
        if (items.size() <= 1) {
            items.forEach(work);
            return;
        }
        var next = new ConcurrentLinkedQueue<>(items);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var workers = new ArrayList<Future<?>>();
            for (int i = 0; i < Math.min(atOnce, items.size()); i++) {
                workers.add(threads.submit(() -> {
                    for (var item = next.poll(); item != null; item = next.poll()) {
                        work.accept(item);
                    }
                }));
            }
            for (var worker : workers) {
                worker.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("Work at once was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
