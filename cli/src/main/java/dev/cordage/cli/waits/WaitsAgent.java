package dev.cordage.cli.waits;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is loaded into the other JVM: it asks each {@code Waits} there is for its report, and leaves the answers in a
 * file. No file: they did not come in time. An empty one: there is no {@code Waits}.
 *
 * <p>It is loaded once and called again each time, so it keeps nothing. It consists of one class, and uses nothing but
 * {@code java.base} and {@link Instrumentation}; {@code Handover} gives it another package.
 */
public final class WaitsAgent implements Runnable {
    private static final String WAITS = "dev.cordage.observe.Waits";

    private final Class<?>[] loaded;
    private final Path file;

    private WaitsAgent(Class<?>[] loaded, Path file) {
        this.loaded = loaded;
        this.file = file;
    }

    /**
     * Called by the JVM, in the thread that serves all who attach. The work is done in another one: a report may hang, if
     * the {@code toString} of what is waited for does.
     *
     * @param argument the milliseconds to wait for the report, a space, and the file
     * @param instrumentation knows the loaded classes
     */
    public static void agentmain(String argument, Instrumentation instrumentation) throws InterruptedException {
        int space = argument.indexOf(' ');
        Path file = Path.of(argument.substring(space + 1));
        Thread thread = new Thread(
                null, new WaitsAgent(instrumentation.getAllLoadedClasses(), file), "cordage doctor", 0, false);
        thread.setDaemon(true);
        thread.start();
        thread.join(Long.parseLong(argument.substring(0, space)));
    }

    @Override
    public void run() {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> each : loaded) {
            if (each.getName().equals(WAITS)) {
                found.add(each);
            }
        }
        StringBuilder text = new StringBuilder();
        for (Class<?> each : found) {
            if (found.size() > 1) {
                text.append(text.isEmpty() ? "" : "\n").append(origin(each)).append(":\n");
            }
            text.append(report(each));
        }
        try {
            // Complete as soon as it is there.
            Path draft = file.resolveSibling("draft");
            Files.writeString(draft, text);
            Files.move(draft, file);
        } catch (IOException e) {
            // The doctor has gone, or its folder is out of reach. It says so itself; this is not the program's
            // business.
        }
    }

    private static String origin(Class<?> waits) {
        StringBuilder text = new StringBuilder("Cordage of ");
        ClassLoader loader = waits.getClassLoader();
        if (loader == null) {
            text.append("the boot loader");
        } else {
            text.append("class loader ").append(loader.getClass().getName());
            text.append('@').append(Integer.toHexString(System.identityHashCode(loader)));
            if (loader.getName() != null) {
                text.append(" \"").append(loader.getName()).append('"');
            }
        }
        return text.toString();
    }

    private static String report(Class<?> waits) {
        try {
            Method report = waits.getMethod("report");
            return String.valueOf(report.invoke(null));
        } catch (InvocationTargetException e) {
            return unusable(e.getTargetException());
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            return unusable(e);
        }
    }

    private static String unusable(Throwable reason) {
        return "It cannot be asked: " + reason + "\n";
    }
}
