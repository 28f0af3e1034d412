package io.signalbeam.functions.adapter.registry;

import io.signalbeam.functions.adapter.OutboundHttp;
import io.signalbeam.functions.rollouts.ImageRegistry;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.bundle.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Registries by HTTP. All images are asked for at once, and given up together; a registry that was not reached is left
 * alone for a while, so that nobody waits for it again and again.
 */
public final class HttpImageRegistry implements ImageRegistry {
    /** Of everything: a person waits. */
    private static final Duration ALL = Duration.ofSeconds(4);

    private static final Duration LEFT_ALONE = Duration.ofMinutes(1);

    /** More would be a way to have us call the whole world. */
    private static final int MOST_IMAGES = 64;

    private static final int REMEMBERED = 256;
    private static final Unknown LATE = new Unknown("Its registry did not answer in time.");

    private final OutboundHttp http;
    private final InstantSource clock;
    private final Map<String, Instant> unreachable = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    public HttpImageRegistry(Settings settings, InstantSource clock) {
        this.http = new OutboundHttp(settings.webhooks().allowPrivate());
        this.clock = clock;
    }

    @Override
    public Map<ImageReference, Answer> describe(Set<ImageReference> images, Set<String> architectures) {
        var answers = new HashMap<ImageReference, Answer>();
        var asked = new HashMap<ImageReference, Future<Answer>>();
        // Not closed: that would wait for those that are given up. They end with their own time-outs at the latest.
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        for (var image : images) {
            if (asked.size() >= MOST_IMAGES) {
                answers.put(image, new Unknown("There are too many images to ask for each."));
            } else if (leftAlone(image.domain())) {
                answers.put(image, new Unknown("Its registry did not answer a moment ago."));
            } else {
                asked.put(image, threads.submit(() -> new RegistryQuestion(http, image, architectures).ask()));
            }
        }
        threads.shutdown();
        long end = System.nanoTime() + ALL.toNanos();
        asked.forEach((image, question) -> answers.put(image, answer(image, question, end - System.nanoTime())));
        return answers;
    }

    private Answer answer(ImageReference image, Future<Answer> question, long nanos) {
        try {
            return question.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | CancellationException e) {
            question.cancel(true);
            leaveAlone(image.domain());
            return LATE;
        } catch (ExecutionException e) {
            // In our own words: what an exception says may tell of our network.
            if (e.getCause() instanceof RegistryQuestion.Unreachable) {
                leaveAlone(image.domain());
                return new Unknown("Its registry could not be reached.");
            }
            return new Unknown("Its registry could not be understood.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            question.cancel(true);
            return LATE;
        }
    }

    private boolean leftAlone(String domain) {
        synchronized (unreachable) {
            var until = unreachable.get(domain);
            return until != null && clock.instant().isBefore(until);
        }
    }

    private void leaveAlone(String domain) {
        synchronized (unreachable) {
            unreachable.put(domain, clock.instant().plus(LEFT_ALONE));
        }
    }
}
