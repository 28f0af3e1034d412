package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer of the engine that goes on for as long as somebody listens, and remembers that it has ended. */
abstract class EngineStream<T> extends ResultCallback.Adapter<T> {
    private static final Logger LOG = LoggerFactory.getLogger(EngineStream.class);

    private final String what;
    private volatile boolean ended;

    /** @param what it tells, for people who look for why it tells no more */
    EngineStream(String what) {
        this.what = what;
    }

    public boolean hasEnded() {
        return ended;
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("{} ends: {}", what, failure.toString());
        ended = true;
        super.onError(failure);
    }

    @Override
    public void onComplete() {
        ended = true;
        super.onComplete();
    }

    @Override
    public void close() {
        ended = true;
        try {
            super.close();
        } catch (IOException e) {
            LOG.debug("{}: {}", what, e.toString());
        }
    }
}
