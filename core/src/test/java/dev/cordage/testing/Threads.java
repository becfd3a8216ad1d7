package dev.cordage.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All threads of this JVM, platform and virtual, as the JDK's tree of thread containers has them.
 *
 * <p>Not from {@code HotSpotDiagnosticMXBean.dumpThreads}: in JDK 25 that can crash the JVM while virtual threads mount
 * and unmount (JDK-8364343). The tree is internal, so the tests run with its package exported; see core's POM.
 */
public final class Threads {
    private Threads() {}

    /** One live thread. */
    public record Sighting(long id, String name, List<String> lines) {
        static Sighting of(Thread thread) {
            List<String> lines = Stream.concat(
                            Stream.of(thread.toString()),
                            Arrays.stream(thread.getStackTrace()).map(frame -> "    " + frame))
                    .toList();
            return new Sighting(thread.threadId(), thread.getName(), lines);
        }

        /** Whether a frame of its stack mentions this. */
        public boolean mentions(String text) {
            return lines.stream().anyMatch(line -> line.contains(text));
        }

        @Override
        public String toString() {
            return String.join("\n", lines);
        }
    }

    /** The live threads by their ids. */
    public static Map<Long, Sighting> all() {
        Map<Long, Sighting> all = new LinkedHashMap<>();
        threads().map(Sighting::of).forEach(sighting -> all.put(sighting.id(), sighting));
        return all;
    }

    /** The stacks of all threads, to be printed when a wait ran out. */
    public static String dump() {
        return all().values().stream().map(Sighting::toString).collect(Collectors.joining("\n\n"));
    }

    private static Stream<Thread> threads() {
        try {
            return threads(Class.forName("jdk.internal.vm.ThreadContainers")
                    .getMethod("root")
                    .invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the tests need --add-exports java.base/jdk.internal.vm=ALL-UNNAMED", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Stream<Thread> threads(Object container) throws ReflectiveOperationException {
        Class<?> type = Class.forName("jdk.internal.vm.ThreadContainer");
        Stream<Thread> all = (Stream<Thread>) type.getMethod("threads").invoke(container);
        for (Object child : ((Stream<?>) type.getMethod("children").invoke(container)).toList()) {
            all = Stream.concat(all, threads(child));
        }
        return all;
    }
}
