package dev.cordage.internal.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** The worker's end: hands each record to the sink. Public for {@code LogManager}, which makes it by its name. */
public final class WorkerHandler extends Handler {
    /** A sink that logs would come back here for ever. */
    private static final ThreadLocal<@Nullable Boolean> PUBLISHING = new ThreadLocal<>();

    private static final Formatter MESSAGES = new SimpleFormatter();

    /** For {@code LogManager}. */
    public WorkerHandler() {
        // What is worth printing, the parent's levels decide; its logger and this one's have let it through.
        setLevel(Level.ALL);
    }

    @Override
    public void publish(@Nullable LogRecord record) {
        Consumer<byte[]> sink = RemoteLogging.sink();
        if (record == null || sink == null || !isLoggable(record) || PUBLISHING.get() != null) {
            return;
        }
        PUBLISHING.set(true);
        try {
            sink.accept(encode(record));
        } catch (Exception e) {
            reportError(null, e, ErrorManager.WRITE_FAILURE);
        } finally {
            PUBLISHING.remove();
        }
    }

    private static byte[] encode(LogRecord record) {
        Instant when = record.getInstant();
        String message = MESSAGES.formatMessage(record);
        Throwable thrown = record.getThrown();
        String logger = record.getLoggerName();
        return new RecordCodec(
                        record.getLevel().intValue(),
                        when.getEpochSecond(),
                        when.getNano(),
                        record.getLevel().getName(),
                        logger == null ? "" : logger,
                        Thread.currentThread().getName(),
                        message == null ? "null" : message,
                        thrown == null ? null : stack(thrown),
                        record.getSourceClassName(),
                        record.getSourceMethodName())
                .encode();
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Override
    public void flush() {
        // Each record is handed over at once.
    }

    @Override
    public void close() {
        // The sink is not the handler's.
    }
}
