package dev.cordage.internal.logging;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The parent's end where its loggers are those of {@code java.util.logging}. */
final class JavaLogging {
    private JavaLogging() {}

    static void log(RecordCodec record, Instant when, String message) {
        Logger logger = Logger.getLogger(record.logger());
        Level level = level(record);
        if (!logger.isLoggable(level)) {
            return;
        }
        LogRecord replayed = new LogRecord(level, message);
        replayed.setInstant(when);
        replayed.setLoggerName(record.logger());
        replayed.setSourceClassName(record.sourceClass());
        replayed.setSourceMethodName(record.sourceMethod());
        logger.log(replayed);
    }

    private static Level level(RecordCodec record) {
        try {
            Level known = Level.parse(record.levelName());
            if (known.intValue() == record.level()) {
                return known;
            }
        } catch (IllegalArgumentException _) {
            // A level of the worker's own.
        }
        return new WorkersLevel(record.levelName(), record.level());
    }

    /** A level that this JVM has no object for. Levels are looked at by their numbers, and printed by their names. */
    private static final class WorkersLevel extends Level {
        private static final long serialVersionUID = 1;

        WorkersLevel(String name, int value) {
            super(name, value);
        }
    }
}
