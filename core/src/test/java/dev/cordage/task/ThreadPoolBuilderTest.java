package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** What a builder refuses, at the call, and saying what it was given. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ThreadPoolBuilderTest {
    private static ThreadPool.Builder builder() {
        return ThreadPool.builder();
    }

    private static void refused(String given, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(given), message);
    }

    @Test
    void badValuesAreRefusedAtTheCall() {
        assertAll(
                () -> refused("0", () -> ThreadPool.of(0)),
                () -> refused("-1", () -> ThreadPool.of(-1)),
                () -> refused("0", () -> builder().threads(0)),
                () -> refused("-2", () -> builder().queueBound(-2)),
                () -> refused("0", () -> builder().maxTasksPerThread(0)),
                () -> refused("PT0S", () -> builder().idleTimeout(Duration.ZERO)),
                () -> refused("PT-1S", () -> builder().idleTimeout(Duration.ofSeconds(-1))),
                () -> refused("empty", () -> builder().name("")),
                () -> refused("PT0S", () -> TaskOptions.none().timeout(Duration.ZERO)),
                () -> refused("PT-1S", () -> TaskOptions.none().timeout(Duration.ofSeconds(-1))),
                () -> refused("empty", () -> TaskOptions.named("")));
    }

    @Test
    void nullIsRefusedAtTheCall() {
        assertAll(
                () -> assertThrows(NullPointerException.class, () -> builder().name(null)),
                () -> assertThrows(NullPointerException.class, () -> builder().whenFull(null)),
                () -> assertThrows(NullPointerException.class, () -> builder().initializer(null)),
                () -> assertThrows(NullPointerException.class, () -> builder().idleTimeout(null)),
                () -> assertThrows(NullPointerException.class, () -> builder().threadFactory(null)),
                () -> assertThrows(NullPointerException.class, () -> builder().context(null)),
                () -> assertThrows(NullPointerException.class, () -> TaskOptions.named(null)),
                () -> assertThrows(
                        NullPointerException.class, () -> TaskOptions.none().timeout(null)));
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedWhenThePoolIsMade() {
        assertAll(
                () -> assertThrows(IllegalStateException.class, () -> builder().build()),
                () -> assertThrows(
                        IllegalStateException.class,
                        () -> builder().virtual().queueBound(1).build()),
                () -> assertThrows(
                        IllegalStateException.class,
                        () -> builder().virtual().maxTasksPerThread(1).build()),
                () -> assertThrows(
                        IllegalStateException.class,
                        () -> builder().virtual().initializer(() -> {}).build()),
                () -> assertThrows(
                        IllegalStateException.class,
                        () -> builder().virtual().threadFactory(Thread::new).build()));
    }

    @Test
    void poolsHaveTheirNamesAndWithoutOneDistinctNames() throws Exception {
        try (ThreadPool named = builder().name("census").threads(2).build();
                ThreadPool first = ThreadPool.of(1);
                ThreadPool second = ThreadPool.virtual()) {
            assertEquals("census", named.name());
            assertNotEquals(first.name(), second.name());
            assertTrue(named.toString().contains("census"));
            assertEquals(2, named.parallelism());
            assertEquals(Integer.MAX_VALUE, second.parallelism());
            assertFalse(first.name().isEmpty());
        }
    }

    @Test
    void aPoolIsIndependentOfItsBuilder() throws Exception {
        ThreadPool.Builder builder = builder().name("first").threads(1);
        try (ThreadPool first = builder.build();
                ThreadPool second = builder.name("second").threads(3).build()) {
            assertEquals("first", first.name());
            assertEquals(1, first.parallelism());
            assertEquals("second", second.name());
            assertEquals(3, second.parallelism());
        }
    }

    @Test
    void makingAPoolStartsNoThread() {
        int before = Thread.activeCount();
        try (ThreadPool pool = ThreadPool.of(8)) {
            assertEquals(before, Thread.activeCount());
            assertEquals(0, pool.statistics().workers());
        }
    }
}
