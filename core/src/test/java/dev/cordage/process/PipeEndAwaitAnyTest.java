package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.Waits;
import dev.cordage.task.ThreadPool;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting for several ends and futures, and how waits are recorded. */
@ExtendWith(LeakCheck.class)
class PipeEndAwaitAnyTest {
    private final PipeEnd.Pair pair = PipeEnd.pair();
    private final PipeEnd here = pair.first();
    private final PipeEnd there = pair.second();

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void waitsForAFutureOrAnEnd() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ThreadPool pool = ThreadPool.of(1)) {
            var future = pool.submitChecked(() -> go.await());
            List<Object> all = List.of(here, future);
            assertEquals(Set.of(), PipeEnd.awaitAny(all, Duration.ofMillis(1)));
            Caller<Set<Object>> forEnd =
                    Caller.platform(() -> PipeEnd.awaitAny(all, Bounded.LONG)).untilWaiting();
            there.send(1);
            assertEquals(Set.of(here), forEnd.result());
            assertEquals(1, here.receive());
            Caller<Set<Object>> forFuture = Caller.virtual(() -> PipeEnd.awaitAny(all, Bounded.LONG));
            Bounded.untilWaiting(forFuture.thread());
            go.countDown();
            assertEquals(Set.of(future), forFuture.result());
        }
    }

    @Test
    void refusesWhatCantBeWaitedFor() throws Exception {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> PipeEnd.awaitAny(List.of("x"), Duration.ZERO));
        assertTrue(failure.getMessage().contains("java.lang.String"), failure.getMessage());
        assertEquals(Set.of(), PipeEnd.awaitAny(List.of(), Bounded.LONG));
    }

    @Test
    void anInterruptAndACloseEndTheWait() throws Exception {
        Caller<Set<Object>> interrupted = Caller.platform(() -> PipeEnd.awaitAny(Set.of(here), Bounded.LONG))
                .untilWaiting();
        interrupted.interrupt();
        assertThrows(InterruptedException.class, interrupted::result);
        Caller<Set<Object>> waiting = Caller.platform(() -> PipeEnd.awaitAny(Set.of(here), Bounded.LONG))
                .untilWaiting();
        here.close();
        assertEquals(Set.of(here), waiting.result());
    }

    @Test
    void waitsAreRecorded() throws Exception {
        Caller<Object> receiver = Caller.platform(here::receive).untilWaiting();
        assertTrue(
                Waits.current().stream()
                        .anyMatch(wait -> wait.thread() == receiver.thread()
                                && wait.operation().equals("PipeEnd.receive")
                                && wait.resource().toString().contains(here.name())),
                Waits::report);
        there.close();
        assertThrows(java.io.EOFException.class, receiver::result);
    }
}
