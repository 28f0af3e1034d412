package io.signalbeam.local.bench;

import java.nio.file.Path;
import java.util.List;

/** Measures one thing. */
@FunctionalInterface
interface Bench {

    /**
     * Runs it.
     *
     * @throws CannotMeasure when this machine lacks what it takes
     */
    List<Figure> run(Setting setting) throws Exception;

    /**
     * @param root of the project, all of it built
     * @param folder empty, for the bench alone, and gone afterwards
     * @param quick whether it must be over in a minute
     */
    record Setting(Path root, Path folder, boolean quick) {

        /** Tells whoever waits what is going on, without touching the figures on the standard output. */
        void say(String what) {
            System.err.println("  " + what);
        }
    }

    /** This machine lacks something, and the message says what. */
    final class CannotMeasure extends Exception {
        private static final long serialVersionUID = 1L;

        CannotMeasure(String message) {
            super(message);
        }
    }
}
