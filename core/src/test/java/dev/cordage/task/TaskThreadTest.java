package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TaskThreadTest {

    private static List<TaskThread.Builder> kinds() {
        return List.of(TaskThread.builder(), TaskThread.builder().virtual());
    }

    // ---- result and failure --------------------------------------------------------------------------------------

    @Test
    void carriesTheResult() throws Exception {
        for (TaskThread.Builder kind : kinds()) {
            assertEquals("value", kind.start(() -> "value").result());
            TaskThread<?> job = kind.start(() -> {});
            assertNull(job.result());
            TaskThread<?> checked = kind.startChecked(() -> Bounded.await(new CountDownLatch(0)));
            assertNull(checked.result());
        }
        assertEquals(3, TaskThread.start(() -> "abc".length()).result());
        AtomicInteger ran = new AtomicInteger();
        TaskThread.start(ran::incrementAndGet).join();
        assertEquals(1, ran.get());
    }

    @Test
    void carriesTheFailureAndReportsItNowhereElse() throws Exception {
        AtomicReference<Throwable> reported = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> reported.set(failure));
        try {
            for (TaskThread.Builder kind : kinds()) {
                for (Throwable failure : List.of(new IOException("a"), new StackOverflowError("b"))) {
                    TaskThread<Object> thread = kind.start(() -> {
                        throw FutureSubject.<Exception>sneaky(failure);
                    });
                    assertSame(failure, thread.failure());
                    assertSame(failure, assertThrows(Throwable.class, thread::result));
                    thread.join();
                }
                TaskThread<?> checked = kind.startChecked(() -> {
                    throw new IOException("part of a test");
                });
                assertTrue(checked.failure() instanceof IOException);
                checked.join();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertNull(reported.get());
    }

    // ---- misuse --------------------------------------------------------------------------------------------------

    @Test
    void startingTwiceIsAnError() throws Exception {
        for (TaskThread.Builder kind : kinds()) {
            AtomicInteger runs = new AtomicInteger();
            TaskThread<Integer> thread = kind.name("twice").build(runs::incrementAndGet);
            thread.start();
            String message = assertThrows(IllegalThreadStateException.class, thread::start)
                    .getMessage();
            assertTrue(message.contains("twice"), message);
            thread.join();
            assertThrows(IllegalThreadStateException.class, thread::start);
            assertEquals(1, runs.get());
            assertEquals(1, thread.result());
        }
    }

    @Test
    void ofManyThatStartItOneSucceeds() throws Exception {
        for (int round = 0; round < 200; round++) {
            AtomicInteger runs = new AtomicInteger();
            AtomicInteger errors = new AtomicInteger();
            TaskThread<Integer> thread = TaskThread.builder().virtual().build(runs::incrementAndGet);
            CountDownLatch ended = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                Thread.startVirtualThread(() -> {
                    try {
                        thread.start();
                    } catch (IllegalThreadStateException _) {
                        errors.incrementAndGet();
                    } finally {
                        ended.countDown();
                    }
                });
            }
            Bounded.await(ended);
            Bounded.get(thread);
            assertEquals(1, runs.get());
            assertEquals(2, errors.get());
        }
    }

    @Test
    void waitingBeforeTheStartIsAnError() throws Exception {
        for (TaskThread.Builder kind : kinds()) {
            TaskThread<String> thread = kind.name("unstarted").build(() -> "value");
            Bounded.run(() -> {
                assertMisuse("unstarted", thread::join);
                assertMisuse("unstarted", () -> thread.tryJoin(Duration.ofDays(1)));
                assertMisuse("unstarted", thread::get);
                assertMisuse("unstarted", thread::result);
                assertMisuse("unstarted", thread::failure);
                assertMisuse("unstarted", thread::await);
            });
            assertEquals(Future.State.RUNNING, thread.state());
            assertFalse(thread.isAlive());
            assertFalse(thread.isRunning());
            thread.start();
            assertEquals("value", Bounded.get(thread));
        }
    }

    private static void assertMisuse(String name, Bounded.Body wait) {
        String message = assertThrows(IllegalStateException.class, wait::run).getMessage();
        assertTrue(message.contains(name), message);
    }

    @Test
    void waitingForOneselfIsAnError() throws Exception {
        for (TaskThread.Builder kind : kinds()) {
            AtomicReference<TaskThread<?>> self = new AtomicReference<>();
            CountDownLatch set = new CountDownLatch(1);
            TaskThread<?> thread = kind.name("narcissus").startChecked(() -> {
                Bounded.await(set);
                assertMisuse("narcissus", self.get()::join);
                assertMisuse("narcissus", () -> self.get().tryJoin(Duration.ofDays(1)));
                assertMisuse("narcissus", self.get()::await);
                assertMisuse("narcissus", self.get()::get);
                assertMisuse("narcissus", self.get()::result);
            });
            self.set(thread);
            set.countDown();
            assertNull(Bounded.get(thread));
            assertTrue(thread.tryJoin(Bounded.LONG));
        }
    }

    @Test
    void itsOwnCallbackMayReadIt() throws Exception {
        AtomicReference<Object> seen = new AtomicReference<>();
        CountDownLatch registered = new CountDownLatch(1);
        TaskThread<String> thread = TaskThread.start(() -> {
            Bounded.await(registered);
            return "value";
        });
        thread.onDone(future -> {
            try {
                seen.set(future.get());
            } catch (Exception e) {
                seen.set(e);
            }
        });
        registered.countDown();
        thread.join();
        assertEquals("value", seen.get());
    }

    @Test
    void daemonCannotChangeWhileAlive() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        TaskThread<?> thread = TaskThread.startChecked(() -> Bounded.await(end));
        assertThrows(IllegalThreadStateException.class, () -> thread.daemon(true));
        assertFalse(thread.isDaemon());
        end.countDown();
        thread.join();
    }

    @Test
    void badArgumentsFailAtTheCall() {
        assertThrows(NullPointerException.class, () -> TaskThread.start((Work<Object>) null));
        assertThrows(NullPointerException.class, () -> TaskThread.start((Job) null));
        assertThrows(NullPointerException.class, () -> TaskThread.startChecked(null));
        assertThrows(NullPointerException.class, () -> TaskThread.builder().name(null));
        assertThrows(IllegalArgumentException.class, () -> TaskThread.builder().name(""));
    }

    // ---- kinds, names, daemons -----------------------------------------------------------------------------------

    @Test
    void platformByDefaultAndNoDaemon() throws Exception {
        TaskThread<Boolean> thread =
                TaskThread.start(() -> Thread.currentThread().isVirtual());
        assertFalse(thread.result());
        assertFalse(thread.isDaemon());
        thread.join();
    }

    @Test
    void aDaemonStartedByANonDaemonAndTheOtherWayRound() throws Exception {
        TaskThread<Boolean> daemon = TaskThread.builder()
                .daemon(true)
                .start(() -> Thread.currentThread().isDaemon());
        assertTrue(daemon.result());
        TaskThread<Boolean> child = TaskThread.builder()
                .daemon(true)
                .start(() -> TaskThread.start(() -> Thread.currentThread().isDaemon())
                        .result());
        assertFalse(child.result());
        TaskThread<Object> unstarted = TaskThread.builder().build(() -> null);
        unstarted.daemon(true);
        assertTrue(unstarted.isDaemon());
    }

    @Test
    void virtualThreadsAreDaemons() throws Exception {
        TaskThread<Boolean> thread = TaskThread.builder()
                .virtual()
                .start(() -> Thread.currentThread().isVirtual());
        assertTrue(thread.result());
        assertTrue(thread.isDaemon());
        TaskThread<Object> unstarted = TaskThread.builder().virtual().build(() -> null);
        assertThrows(IllegalArgumentException.class, () -> unstarted.daemon(false));
        unstarted.daemon(true);
    }

    @Test
    void namesAreGivenOrNumbered() throws Exception {
        for (TaskThread.Builder kind : kinds()) {
            TaskThread<String> one = kind.start(() -> Thread.currentThread().getName());
            TaskThread<String> two = kind.start(() -> Thread.currentThread().getName());
            assertTrue(one.name().matches("TaskThread-\\d+"), one::name);
            assertNotEquals(one.name(), two.name());
            assertEquals(one.name(), one.result());
            assertEquals(two.name(), two.result());
            TaskThread<String> named =
                    kind.name("counting").start(() -> Thread.currentThread().getName());
            assertEquals("counting", named.result());
            assertEquals("counting", named.name());
            assertEquals("counting", named.thread().getName());
            assertTrue(named.toString().contains("counting"));
            named.join();
        }
    }

    @Test
    void aBuilderMayBeUsedAgain() throws Exception {
        TaskThread.Builder builder = TaskThread.builder().daemon(true).name("again");
        TaskThread<Integer> one = builder.start(() -> 1);
        TaskThread<Integer> two = builder.start(() -> 2);
        assertEquals(3, one.result() + two.result());
        assertNotEquals(one.thread(), two.thread());
    }

    // ---- life ----------------------------------------------------------------------------------------------------

    @Test
    void joinWaitsForTheThreadNotOnlyForTheFuture() throws Exception {
        for (TaskThread.Builder kind : kinds()) {
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch started = new CountDownLatch(1);
            TaskThread<?> thread = kind.startChecked(() -> {
                started.countDown();
                Bounded.await(end);
            });
            Bounded.await(started);
            assertTrue(thread.isAlive());
            assertTrue(thread.cancel(false));
            assertTrue(thread.isDone());
            assertFalse(thread.tryJoin(Duration.ZERO));
            assertFalse(thread.tryJoin(Duration.ofMillis(1)));
            assertTrue(thread.isAlive());
            var joining = Bounded.Caller.platform(() -> thread.tryJoin(Duration.ofSeconds(Long.MAX_VALUE)));
            joining.untilWaiting();
            end.countDown();
            assertTrue(joining.result());
            thread.join();
            assertFalse(thread.isAlive());
            assertTrue(thread.tryJoin(Duration.ZERO));
            assertTrue(thread.tryJoin(Duration.ofSeconds(-1)));
        }
    }

    @Test
    void interruptReachesTheThreadAndLeavesTheFuture() throws Exception {
        for (TaskThread.Builder kind : kinds()) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            TaskThread<String> thread = kind.start(() -> {
                started.countDown();
                try {
                    Bounded.await(end);
                    return "not interrupted";
                } catch (InterruptedException e) {
                    return "interrupted";
                }
            });
            Bounded.await(started);
            thread.interrupt();
            assertEquals("interrupted", Bounded.get(thread));
            thread.join();
            thread.interrupt();
        }
    }

    @Test
    void cancelledBeforeTheStartItNeverRuns() throws Exception {
        for (TaskThread.Builder kind : kinds()) {
            AtomicInteger runs = new AtomicInteger();
            TaskThread<Integer> thread = kind.build(runs::incrementAndGet);
            assertTrue(thread.cancel(true));
            assertTrue(thread.isCancelled());
            assertTrue(thread.tryAwait(Duration.ofDays(1)));
            thread.start();
            thread.join();
            assertEquals(0, runs.get());
            assertTrue(thread.isCancelled());
        }
    }

    @Test
    void aStartThatFailsLeavesNoTrace() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        TaskThread<?> thread = TaskThread.builder().name("unlucky").buildChecked(() -> Bounded.await(end));
        // The JVM refuses to start a thread that runs already: the nearest thing to one that has no memory for it.
        thread.thread().start();
        assertThrows(IllegalThreadStateException.class, thread::start);
        assertThrows(IllegalStateException.class, thread::join);
        end.countDown();
        Bounded.join(thread.thread());
        assertNull(thread.result());
    }

    @Test
    void whatWasDoneBeforeTheStartIsSeenAndWhatItDidIsSeenAfterwards() throws Exception {
        for (int round = 0; round < 300; round++) {
            int[] plain = {round, 0};
            TaskThread<?> thread = TaskThread.builder().virtual().start(() -> {
                plain[1] = plain[0] + 1;
            });
            thread.await();
            assertEquals(round + 1, plain[1]);
        }
    }
}
