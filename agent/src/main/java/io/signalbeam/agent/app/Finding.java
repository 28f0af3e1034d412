package io.signalbeam.agent.app;

/**
 * What an examination found.
 *
 * @param detail what was seen
 * @param remedy what to do about it; empty when nothing is wrong
 */
record Finding(String subject, Grade grade, String detail, String remedy) {
    enum Grade {
        OK,
        WARNING,
        FAILED
    }

    static Finding ok(String subject, String detail) {
        return new Finding(subject, Grade.OK, detail, "");
    }

    static Finding warning(String subject, String detail, String remedy) {
        return new Finding(subject, Grade.WARNING, detail, remedy);
    }

    static Finding failed(String subject, String detail, String remedy) {
        return new Finding(subject, Grade.FAILED, detail, remedy);
    }
}
