package dev.cordage.process;

import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test, or a test class that shares a pool, that leaves what {@link LeakCheck} looks for, or a child process of
 * this JVM, a folder of this JVM's pools, or an open pipe, socket or file of Cordage's. What is on its way out has twenty
 * seconds. {@code @ExtendWith(ProcessLeakCheck.class)}
 *
 * <p>What was there before a test doesn't count, so a pool that a class shares has to be open, and warm, before the first
 * test: in {@code @BeforeAll}. Whether it has left anything is found out after {@code @AfterAll}.
 */
final class ProcessLeakCheck implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Namespace NAMESPACE = Namespace.create(ProcessLeakCheck.class);
    private static final Set<Path> PLACES =
            new HashSet<>(List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/tmp"), Path.of("/dev/shm")));

    private final LeakCheck threads = new LeakCheck();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        SocketChannel.open(StandardProtocolFamily.UNIX)
                .close(); // the JDK opens a pair of its own with the first, for good
        context.getStore(NAMESPACE).put("class", Traces.now());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        threads.beforeEach(context);
        context.getStore(NAMESPACE).put("test", Traces.now());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context.getStore(NAMESPACE).get("test", Traces.class), PATIENCE);
        threads.afterEach(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context.getStore(NAMESPACE).get("class", Traces.class), PATIENCE);
    }

    /** Fails if something is there that was not there before, when no patience is left. */
    static void check(Traces before, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        long halfway = System.nanoTime() + patience.toNanos() / 2;
        boolean collected = false;
        List<String> left = Traces.now().beyond(before);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            if (!collected && System.nanoTime() > halfway) {
                collected = true;
                System.gc(); // a stream of a process that nobody has closed is closed when it is garbage
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            left = Traces.now().beyond(before);
        }
        if (!left.isEmpty()) {
            throw new AssertionError("the test left " + left.size() + ":\n    " + String.join("\n    ", left));
        }
    }

    /**
     * What a pool may leave on this machine.
     *
     * @param children the processes that this JVM has started, and theirs, by their ids
     * @param folders its folders
     * @param descriptors how many descriptors of each kind are open: pipes, sockets, Cordage's files
     */
    record Traces(Map<Long, String> children, Set<Path> folders, Map<String, Integer> descriptors) {
        static Traces now() {
            return new Traces(childrenNow(), foldersNow(), descriptorsNow());
        }

        /** What is here that was not there. */
        List<String> beyond(Traces before) {
            List<String> more = new ArrayList<>();
            children.forEach((pid, what) -> {
                if (!before.children.containsKey(pid)) {
                    more.add("process " + pid + " " + what);
                }
            });
            for (Path folder : folders) {
                if (!before.folders.contains(folder)) {
                    more.add("folder " + folder);
                }
            }
            descriptors.forEach((kind, count) -> {
                int earlier = before.descriptors.getOrDefault(kind, 0);
                if (count > earlier) {
                    more.add(count + " descriptors, where there were " + earlier + ", of " + kind);
                }
            });
            return more;
        }

        private static Map<Long, String> childrenNow() {
            Map<Long, String> children = new TreeMap<>();
            ProcessHandle.current()
                    .descendants()
                    .filter(ProcessHandle::isAlive)
                    .forEach(child ->
                            children.put(child.pid(), child.info().commandLine().orElse("")));
            return children;
        }

        private static Set<Path> foldersNow() {
            String pid = "-" + ProcessHandle.current().pid() + "-";
            Set<Path> folders = new HashSet<>();
            for (Path place : PLACES) {
                if (!Files.isDirectory(place)) {
                    continue;
                }
                try (DirectoryStream<Path> all = Files.newDirectoryStream(place, "cordage*")) {
                    for (Path folder : all) {
                        if (folder.getFileName().toString().contains(pid)) {
                            folders.add(folder);
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return folders;
        }

        private static Map<String, Integer> descriptorsNow() {
            Map<String, Integer> kinds = new TreeMap<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (Path descriptor : all) {
                    String kind = kind(descriptor);
                    if (kind != null) {
                        kinds.merge(kind, 1, Integer::sum);
                    }
                }
            } catch (IOException _) {
                // No /proc: nothing to compare on this system.
            }
            return kinds;
        }

        private static String kind(Path descriptor) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                for (String kind : List.of("pipe:", "socket:", "anon_inode:[eventpoll]", "anon_inode:[eventfd]")) {
                    if (target.startsWith(kind)) {
                        return kind;
                    }
                }
                return target.contains("/cordage") ? target : null;
            } catch (IOException _) {
                return null; // closed meanwhile
            }
        }
    }
}
