package io.signalbeam.local.host.invoke;

import java.text.MessageFormat;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/** Carries java.util.logging, which the app and the functions' own loggers write to, into the host's log. */
public final class JavaLogging extends Handler {
    private JavaLogging() {}

    /** Takes over the root logger of this JVM, once; its console handler goes, since the host's log has a console. */
    public static synchronized void bridge() {
        var root = LogManager.getLogManager().getLogger("");
        for (var handler : root.getHandlers()) {
            if (handler instanceof JavaLogging) {
                return;
            }
            if (handler instanceof java.util.logging.ConsoleHandler) {
                root.removeHandler(handler);
            }
        }
        root.addHandler(new JavaLogging());
    }

    @Override
    public void publish(LogRecord entry) {
        var log = LoggerFactory.getLogger(String.valueOf(entry.getLoggerName()));
        log.atLevel(level(entry.getLevel())).setCause(entry.getThrown()).log(text(entry));
    }

    private static org.slf4j.event.Level level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return org.slf4j.event.Level.ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return org.slf4j.event.Level.WARN;
        }
        if (level.intValue() >= Level.INFO.intValue()) {
            return org.slf4j.event.Level.INFO;
        }
        return level.intValue() >= Level.FINE.intValue() ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.TRACE;
    }

    private static String text(LogRecord entry) {
        var message = String.valueOf(entry.getMessage());
        var parameters = entry.getParameters();
        if (parameters == null || parameters.length == 0) {
            return message;
        }
        try {
            return MessageFormat.format(message, parameters);
        } catch (IllegalArgumentException e) {
            return message;
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
