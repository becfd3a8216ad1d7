package dev.cordage.internal.logging;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Log records of a worker, of {@code java.util.logging} and of {@link System.Logger} as far as that ends there, arrive in
 * the loggers of its parent.
 *
 * <p>Where the worker has no {@code java.logging} module, or a {@link System.LoggerFinder} of its own, its loggers print
 * as they would in any JVM.
 */
public final class RemoteLogging {
    /*
     * Worker: java.util.logging asks a property for a class that configures it. Ours lets the user's own configuration
     * happen and replaces the console handler in it. Setting the property is all that happens before the first record.
     */
    static final String CLASS_PROPERTY = "java.util.logging.config.class";

    /** Set before the property is, and so before its reader runs; volatile since that may be any thread. */
    private static volatile @Nullable Consumer<byte[]> sink;

    /** What the property said before. Written before {@link #sink}, and read after it. */
    private static @Nullable String usersClass;

    private RemoteLogging() {}

    /**
     * In a worker, before any code of the user: each record that would go to the console goes to the sink, in the thread
     * that logs it, before the logging call returns. The handlers the user configured stay.
     */
    public static void install(Consumer<byte[]> sink) {
        String ours = "dev.cordage.internal.logging.WorkerConfiguration";
        String users = System.getProperty(CLASS_PROPERTY);
        if (!ours.equals(users)) {
            usersClass = users;
        }
        RemoteLogging.sink = sink;
        String _ = System.setProperty(CLASS_PROPERTY, ours);
    }

    static @Nullable Consumer<byte[]> sink() {
        return sink;
    }

    static @Nullable String usersClass() {
        return sink == null ? null : usersClass;
    }

    /**
     * In the parent: logs a record of a worker in the logger of the same name, the message behind the worker's name in
     * brackets. Whether it is dropped, the level of that logger says.
     *
     * @throws IOException if the bytes are no record; then nothing is logged
     */
    public static void replay(byte[] record, String worker) throws IOException {
        RecordCodec decoded = RecordCodec.decode(record);
        Instant when;
        try {
            when = Instant.ofEpochSecond(decoded.seconds(), decoded.nanos());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IOException("a log record is of no possible time", e);
        }
        String message = "[" + worker + "] " + decoded.message();
        if (decoded.thrown() != null) {
            message = message + System.lineSeparator() + decoded.thrown().stripTrailing();
        }
        if (Ways.JAVA_LOGGING) {
            JavaLogging.log(decoded, when, message);
        } else {
            System.Logger logger = System.getLogger(decoded.logger());
            System.Logger.Level level = level(decoded.level());
            if (logger.isLoggable(level)) {
                logger.log(level, message);
            }
        }
    }

    private static System.Logger.Level level(int level) {
        System.Logger.Level[] all = {
            System.Logger.Level.ERROR,
            System.Logger.Level.WARNING,
            System.Logger.Level.INFO,
            System.Logger.Level.DEBUG,
            System.Logger.Level.TRACE
        };
        for (System.Logger.Level candidate : all) {
            if (level >= candidate.getSeverity()) {
                return candidate;
            }
        }
        return System.Logger.Level.TRACE;
    }

    /** Looked at by the first replay. */
    private static final class Ways {
        /** Whether the loggers of the system end in java.util.logging, which then can be told the time. */
        static final boolean JAVA_LOGGING = javaLogging();

        private Ways() {}

        private static boolean javaLogging() {
            if (ModuleLayer.boot().findModule("java.logging").isEmpty()) {
                return false;
            }
            String finder =
                    System.LoggerFinder.getLoggerFinder().getClass().getModule().getName();
            return "java.logging".equals(finder) || "java.base".equals(finder);
        }
    }
}
