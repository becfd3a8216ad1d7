package dev.cordage.internal.logging;

import dev.cordage.testing.Bounded;
import java.util.HexFormat;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A worker of the tests: prints each record as hexadecimal digits, and whether java.util.logging has been loaded. */
public final class LoggingWorker {
    private LoggingWorker() {}

    /** A handler a user may have configured. */
    public static final class UsersHandler extends Handler {
        @Override
        public void publish(LogRecord record) {
            System.out.println("user " + record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** A configuration class a user may have. */
    public static final class UsersConfiguration {
        public UsersConfiguration() throws Exception {
            LogManager.getLogManager()
                    .readConfiguration(new java.io.ByteArrayInputStream(
                            "handlers=java.util.logging.ConsoleHandler\nchosen.level=FINE\n".getBytes("UTF-8")));
            System.out.println("user's configuration");
        }
    }

    public static void main(String[] args) throws Exception {
        RemoteLogging.install(
                record -> System.out.println("record " + HexFormat.of().formatHex(record)));
        System.out.println("installed");
        if (args[0].equals("system")) {
            System.getLogger("some.logger").log(System.Logger.Level.WARNING, "by {0}", "system");
        } else if (args[0].equals("java")) {
            Logger logger = Logger.getLogger("chosen");
            awaitOurHandler();
            logger.log(Level.INFO, "by java", new IllegalStateException("thrown\nhere"));
            logger.fine("fine");
            Logger.getLogger("other").fine("not logged");
        }
        System.out.println("end");
    }

    /** Only a user's configuration class lets it come late. */
    private static void awaitOurHandler() {
        if (System.getProperty("late") == null) {
            return;
        }
        Bounded.until(
                "our handler alone",
                () -> Logger.getLogger("").getHandlers().length == 1
                        && Logger.getLogger("").getHandlers()[0] instanceof WorkerHandler);
    }
}
