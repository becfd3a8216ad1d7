package dev.cordage.internal.logging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Configures {@code java.util.logging} in a worker as the user would have it, but with our handler in place of the
 * console's. Public for {@code LogManager}, which makes one when it starts.
 */
public final class WorkerConfiguration {
    /*
     * When LogManager makes an instance, it has no root logger yet, so handlers can't be exchanged, but the name of the
     * handler in a configuration file can be. A user's configuration class has read its configuration by itself: there a
     * thread exchanges the handlers as soon as LogManager lets anyone else in. Records until then are on the console.
     */
    private static final String CONSOLE = "java.util.logging.ConsoleHandler";

    private static final String OURS = "dev.cordage.internal.logging.WorkerHandler";

    /** For {@code LogManager}. */
    public WorkerConfiguration() throws IOException {
        String users = RemoteLogging.usersClass();
        if (users != null && configuredBy(users)) {
            var _ = Thread.ofPlatform()
                    .daemon()
                    .name("cordage-logging")
                    .start(WorkerConfiguration::exchangeConsoleHandlers);
            return;
        }
        LogManager.getLogManager().readConfiguration(withOurHandler(configurationFile()));
    }

    /** As {@code LogManager} does it, and says it when that fails. */
    private static boolean configuredBy(String name) {
        try {
            Class<?> type;
            try {
                type = ClassLoader.getSystemClassLoader().loadClass(name);
            } catch (ClassNotFoundException _) {
                type = Class.forName(name, true, Thread.currentThread().getContextClassLoader());
            }
            Object _ = type.getDeclaredConstructor().newInstance();
            return true;
        } catch (Exception e) {
            System.err.println("Logging configuration class \"" + name + "\" failed");
            System.err.println(e);
            return false;
        }
    }

    private static Path configurationFile() {
        String name = System.getProperty("java.util.logging.config.file");
        return name != null
                ? Path.of(name)
                : Path.of(System.getProperty("java.home", ""), "conf", "logging.properties");
    }

    private static InputStream withOurHandler(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        for (String name : properties.stringPropertyNames()) {
            if (name.equals("handlers") || name.endsWith(".handlers")) {
                properties.setProperty(name, exchanged(properties.getProperty(name)));
            }
        }
        var bytes = new ByteArrayOutputStream(1024);
        properties.store(bytes, null);
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static String exchanged(@Nullable String handlers) {
        if (handlers == null) {
            return "";
        }
        StringBuilder names = new StringBuilder();
        for (String name : handlers.replace(',', ' ').split(" ", -1)) {
            if (!name.isBlank()) {
                names.append(name.strip().equals(CONSOLE) ? OURS : name.strip()).append(' ');
            }
        }
        return names.toString().strip();
    }

    private static void exchangeConsoleHandlers() {
        Logger root = LogManager.getLogManager().getLogger("");
        if (root == null) {
            return;
        }
        for (Handler handler : root.getHandlers()) {
            if (handler.getClass() == ConsoleHandler.class) {
                root.addHandler(new WorkerHandler());
                root.removeHandler(handler);
            }
        }
    }
}
