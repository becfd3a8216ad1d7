package dev.cordage.examples;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;

/**
 * The program that {@link SnippetsTest} runs: one snippet after the other, as {@code java} would. Notes in a file which have
 * ended well, that is without an exception and without a thread that would keep its JVM; stops at the first that has not.
 */
final class SnippetBatch {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private SnippetBatch() {}

    /** The file, and the names of the classes. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            run(Class.forName(arguments[i]));
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (!thread.isDaemon() && !before.contains(thread) && !thread.join(PATIENCE)) {
                    Runtime.getRuntime().halt(1);
                }
            }
            Files.writeString(file, arguments[i] + "\n", StandardOpenOption.APPEND);
        }
    }

    private static void run(Class<?> type) throws Exception {
        Method main = type.getDeclaredMethod("main");
        main.setAccessible(true);
        Object program = null;
        if (!Modifier.isStatic(main.getModifiers())) {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            program = constructor.newInstance();
        }
        main.invoke(program);
    }
}
