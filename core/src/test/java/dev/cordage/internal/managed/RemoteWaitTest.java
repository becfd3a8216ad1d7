package dev.cordage.internal.managed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.Waits;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls over a socket that take their time: many at once, interrupted, and left alone by their owner. */
@ExtendWith(LeakCheck.class)
class RemoteWaitTest {
    private final ConcurrentLinkedQueue<String> farewells = new ConcurrentLinkedQueue<>();
    private final ObjectServer server =
            new ObjectServer((implementation, _) -> farewells.add(implementation.toString()));
    private final Waiting waiting = new Waiting();

    @AfterEach
    void close() throws Exception {
        waiting.end.release(10_000);
        Bounded.run(server::close);
    }

    interface Waiter {
        int await(int number) throws InterruptedException;

        int awaitAnyway(int number);

        int returnWhenInterrupted(int number) throws InterruptedException;

        int ignoreInterrupts(int number) throws InterruptedException;
    }

    static final class Waiting implements Waiter {
        final Semaphore began = new Semaphore(0);
        final Semaphore end = new Semaphore(0);
        final CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public int await(int number) throws InterruptedException {
            began.release();
            try {
                end.acquire();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return number;
        }

        @Override
        public int awaitAnyway(int number) {
            try {
                return await(number);
            } catch (InterruptedException _) {
                return -number;
            }
        }

        @Override
        public int returnWhenInterrupted(int number) {
            return awaitAnyway(number);
        }

        @Override
        public int ignoreInterrupts(int number) {
            began.release();
            end.acquireUninterruptibly();
            return number;
        }

        @Override
        public String toString() {
            return "waiting";
        }
    }

    private Waiter there() throws Exception {
        return Elsewhere.of(Waiter.class, server.share(Waiter.class, waiting));
    }

    private void untilCalled(int count) {
        Bounded.until(count + " calls to begin", () -> waiting.began.availablePermits() >= count);
    }

    @Test
    void aThousandVirtualThreadsCallAtTheSameTime() throws Exception {
        Waiter there = there();
        List<Caller<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int number = i;
            callers.add(Caller.virtual(() -> there.await(number)));
        }
        untilCalled(1000); // none of them holds up another
        waiting.end.release(1000);
        for (int i = 0; i < 1000; i++) {
            assertEquals(i, callers.get(i).result());
        }
    }

    @Test
    void aWaitIsSeen() throws Exception {
        Waiter there = there();
        Caller<Integer> caller = Caller.platform(() -> there.await(1)).untilWaiting();
        untilCalled(1);
        assertTrue(
                Waits.current().stream()
                        .anyMatch(wait -> wait.thread() == caller.thread()
                                && wait.operation().equals("Waiter.await")
                                && wait.resource().equals("objects of process " + ObjectServer.PID)),
                Waits::report);
        waiting.end.release();
        assertEquals(1, caller.result());
        assertFalse(Waits.current().stream().anyMatch(wait -> wait.thread() == caller.thread()));
    }

    @Test
    void anInterruptEndsTheCallInTheOwner() throws Exception {
        Waiter there = there();
        Caller<Integer> caller = Caller.platform(() -> there.await(1));
        untilCalled(1);
        caller.interrupt();
        assertThrows(InterruptedException.class, caller::result);
        Bounded.await(waiting.interrupted);
        assertFalse(caller.wasInterruptedAtEnd());
    }

    @Test
    void anInterruptBeforeTheCallMakesNone() throws Exception {
        Waiter there = there();
        Caller<Integer> caller = Caller.platform(() -> {
            Thread.currentThread().interrupt();
            return there.await(1);
        });
        assertThrows(InterruptedException.class, caller::result);
        assertEquals(0, waiting.began.availablePermits());
        assertFalse(caller.wasInterruptedAtEnd());
    }

    @Test
    void aMethodThatCantSayThatItWasInterruptedKeepsTheFlag() throws Exception {
        Waiter there = there();
        Caller<Integer> caller = Caller.platform(() -> there.awaitAnyway(5));
        untilCalled(1);
        caller.interrupt();
        assertEquals(-5, caller.result());
        assertTrue(caller.wasInterruptedAtEnd());
    }

    @Test
    void theFlagReachesACallThatBeginsWithIt() throws Exception {
        Waiter there = there();
        Caller<Integer> caller = Caller.platform(() -> {
            Thread.currentThread().interrupt();
            return there.awaitAnyway(5);
        });
        assertEquals(-5, caller.result());
        assertTrue(caller.wasInterruptedAtEnd());
    }

    @Test
    void aResultThatComesAfterAnInterruptIsNotLost() throws Exception {
        Waiter there = there();
        Caller<Integer> caller = Caller.platform(() -> there.returnWhenInterrupted(5));
        untilCalled(1);
        caller.interrupt();
        assertEquals(-5, caller.result());
        assertTrue(caller.wasInterruptedAtEnd());
    }

    @Test
    void aCallThatIgnoresInterruptsIsLeftAlone() throws Exception {
        Waiter there = there();
        Caller<Integer> caller = Caller.platform(() -> there.ignoreInterrupts(5));
        untilCalled(1);
        caller.interrupt();
        InterruptedException failure = assertThrows(InterruptedException.class, caller::result);
        assertTrue(failure.getMessage().startsWith("Waiter.ignoreInterrupts has not ended"), failure.getMessage());
        assertEquals(1, waiting.began.availablePermits());
        waiting.end.release(2);
        assertEquals(6, there.ignoreInterrupts(6)); // its late answer disturbs nobody
    }

    @Test
    void closingTheOwnerEndsWaitsAtOnceAndInterruptsTheCalls() throws Exception {
        Waiter there = there();
        Caller<Integer> caller = Caller.platform(() -> there.await(1));
        Caller<Integer> patient = Caller.virtual(() -> there.awaitAnyway(1));
        untilCalled(2);
        Bounded.run(server::close);
        for (Caller<Integer> each : List.of(caller, patient)) {
            IllegalStateException failure = assertThrows(IllegalStateException.class, each::result);
            assertTrue(
                    failure.getMessage()
                            .contains("Waiter 1 of process " + ObjectServer.PID
                                    + " can't be called: its owner was closed"),
                    failure.getMessage());
        }
        assertEquals(0, waiting.interrupted.getCount());
        assertEquals(List.of("waiting"), List.copyOf(farewells));
        assertThrows(IllegalStateException.class, () -> there.await(2));
    }

    @Test
    void aConnectionThatWasLostIsMadeAgain() throws Exception {
        Waiter there = there();
        waiting.end.release(2);
        assertEquals(1, there.await(1));
        server.sessions.forEach(Session::close);
        Bounded.until("the end of the session", server.sessions::isEmpty);
        assertEquals(List.of("waiting"), List.copyOf(farewells));
        Bounded.until("a call that finds out or gets through", () -> {
            try {
                return there.await(2) == 2;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } catch (IllegalStateException _) {
                return false; // the end of the connection had not come yet
            }
        });
        assertEquals(1, server.sessions.size());
    }

    @Test
    void closingLeavesNoFiles() throws Exception {
        Waiter there = there();
        waiting.end.release();
        assertEquals(1, there.await(1));
        Path socket = Path.of(Stub.of(there).reference().path());
        assertTrue(Files.exists(socket));
        Bounded.run(server::close);
        assertFalse(Files.exists(socket.getParent()));
        Bounded.run(server::close);
    }

    @Test
    void aClosedOwnerSharesAndCallsNoMore() throws Exception {
        Waiter here = server.share(Waiter.class, waiting);
        Bounded.run(server::close);
        assertThrows(IllegalStateException.class, () -> server.share(Waiter.class, waiting));
        assertThrows(IllegalStateException.class, () -> here.await(1));
        assertThrows(java.io.NotSerializableException.class, () -> Stub.of(here).reference());
    }

    interface Closer {
        void close();
    }

    @Test
    void aCallMayCloseItsOwner() throws Exception {
        Closer there = Elsewhere.of(Closer.class, server.share(Closer.class, server::close));
        assertThrows(IllegalStateException.class, () -> Bounded.run(there::close));
    }
}
