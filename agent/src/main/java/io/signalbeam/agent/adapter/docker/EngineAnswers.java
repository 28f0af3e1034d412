package io.signalbeam.agent.adapter.docker;

import io.signalbeam.agent.adapter.docker.EngineNews.Edition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine has said of itself, of images and of networks. All of these change with containers, by this agent or by
 * somebody's hands, so that an answer is believed while the engine tells its news and has told nothing since. Where it tells
 * nothing, everything is asked each time.
 */
final class EngineAnswers {
    /** Hands are not told of. */
    private static final Duration OLD = Duration.ofMinutes(5);

    private final @Nullable EngineNews news;
    private final AtomicInteger ownChanges = new AtomicInteger();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Moment(Edition edition, int ownChanges) {}

    private record Answer(Object what, Moment moment, long nanos) {}

    /** @param news absent where nothing is believed */
    EngineAnswers(@Nullable EngineNews news) {
        this.news = news;
    }

    /** @param question has one kind of answer */
    @SuppressWarnings("unchecked")
    <T> T to(String question, Supplier<T> ask) {
        // Before it is asked: what happens meanwhile makes an old answer of it.
        var moment = moment();
        var known = answers.get(question);
        if (known != null
                && moment.isPresent()
                && known.moment().equals(moment.get())
                && System.nanoTime() - known.nanos() < OLD.toNanos()) {
            return (T) known.what();
        }
        // Of questions that nobody asks any more too.
        answers.values().removeIf(answer -> !moment.equals(Optional.of(answer.moment())));
        var answer = ask.get();
        moment.ifPresent(now -> answers.put(question, new Answer(answer, now, System.nanoTime())));
        return answer;
    }

    /** Something is or was changed by ourselves, or is not as it was said to be. */
    void changed() {
        ownChanges.incrementAndGet();
    }

    private Optional<Moment> moment() {
        int own = ownChanges.get();
        return news == null ? Optional.empty() : news.edition().map(edition -> new Moment(edition, own));
    }
}
