package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads of several processes that wait for long take next to no processor time. */
class IdleWaitersTest {
    private static final int PROCESSES = 4;
    private static final int WAITERS = 16;
    private static final int SECONDS = 4;

    /** A spinning or often waking process would take many times that; its JVM alone takes a part of it. */
    private static final Duration MOST_PER_SECOND = Duration.ofMillis(10);

    @ParameterizedTest
    @ValueSource(strings = {"futex", "sockets"})
    void waitersInManyProcessesTakeNoTime(String mode) throws Exception {
        boolean futex = mode.equals("futex");
        List<Child> children = new ArrayList<>();
        try (World world = new World(futex ? Bell.FUTEX : Bell.SOCKET)) {
            try {
                SharedEventFlag event = SharedEventFlag.create(world.a, "event");
                for (int i = 0; i < PROCESSES; i++) {
                    children.add(Child.start(
                            Waiters.class, futex, List.of(world.folder.path().toString(), Long.toString(event.base))));
                }
                Bounded.until("all to wait", () -> event.statistics().waiters() == PROCESSES * WAITERS);
                pause(Duration.ofSeconds(2)); // for the JVMs to come to rest, and the wakers to their longest pause
                Duration before = used(children);
                pause(Duration.ofSeconds(SECONDS));
                Duration used = used(children).minus(before);
                Duration each = used.dividedBy((long) SECONDS * PROCESSES);
                System.out.println(mode + ": " + each.toNanos() / 1000 + " us a second and process");
                assertTrue(each.compareTo(MOST_PER_SECOND) < 0, each::toString);
                event.set();
                for (Child child : children) {
                    int _ = child.join();
                }
            } finally {
                for (Child child : children) {
                    child.close();
                }
            }
        }
    }

    /** Time is what is measured here. */
    private static void pause(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Duration used(List<Child> children) {
        Duration all = Duration.ZERO;
        for (Child child : children) {
            child.check();
            all = all.plus(child.handle().info().totalCpuDuration().orElseThrow());
        }
        return all;
    }

    /** The program: waits with several threads. */
    public static final class Waiters {
        private Waiters() {}

        /** The folder, and the address of an event. */
        public static void main(String[] arguments) throws IOException, InterruptedException {
            Region region = Region.attach(Path.of(arguments[0]));
            SharedEventFlag event = World.open(region, Long.parseLong(arguments[1]), SharedEventFlag.class);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < WAITERS; i++) {
                Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                threads.add(builder.start(() -> {
                    try {
                        event.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                if (!thread.join(Bounded.LONG.multipliedBy(2))) {
                    Runtime.getRuntime().halt(3);
                }
            }
            region.close();
        }
    }
}
