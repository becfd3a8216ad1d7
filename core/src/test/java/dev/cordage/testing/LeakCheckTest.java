package dev.cordage.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import dev.cordage.task.Tasks;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A leak check that finds nothing would be no check. */
class LeakCheckTest {
    private static final Duration IMPATIENT = Duration.ofMillis(20);

    private final Set<Long> before = Set.copyOf(Threads.all().keySet());

    @Test
    void findsAPlatformThread() throws Exception {
        finds(Thread.ofPlatform().name("left-over"), "left-over");
    }

    @Test
    void findsAVirtualThread() throws Exception {
        finds(Thread.ofVirtual().name("left-over"), "left-over");
    }

    @Test
    void findsAThreadWithoutAName() throws Exception {
        finds(Thread.ofVirtual(), "the test left 1 thread(s)");
    }

    private void finds(Thread.Builder builder, String what) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = builder.start(() -> {
            try {
                end.await();
            } catch (InterruptedException _) {
                // Nobody interrupts it.
            }
        });
        AssertionError found = assertThrows(AssertionError.class, () -> LeakCheck.check(before, IMPATIENT));
        assertTrue(found.getMessage().contains(what), found.getMessage());
        end.countDown();
        Bounded.join(thread);
        LeakCheck.check(before, Duration.ofSeconds(5));
    }

    @Test
    void findsWhatIsStillScheduled() {
        TaskFuture<?> later = Tasks.after(Duration.ofHours(1), () -> {});
        AssertionError found = assertThrows(AssertionError.class, () -> LeakCheck.check(before, IMPATIENT));
        assertTrue(found.getMessage().contains("scheduled"), found.getMessage());
        later.cancel(false);
        LeakCheck.check(before, Duration.ofSeconds(5));
    }

    @Test
    void findsAnInterruptFlagAndClearsIt() {
        Thread.currentThread().interrupt();
        assertThrows(AssertionError.class, () -> LeakCheck.check(before, IMPATIENT));
        LeakCheck.check(before, IMPATIENT);
    }

    @Test
    void isPatientWithAThreadOnItsWayOut() {
        Thread.ofPlatform().start(() -> {});
        LeakCheck.check(before, Duration.ofSeconds(5));
    }
}
