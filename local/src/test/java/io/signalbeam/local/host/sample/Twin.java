package io.signalbeam.local.host.sample;

/** A class that both the host's class path and the app's jar carry. */
public final class Twin {
    private Twin() {}
}
