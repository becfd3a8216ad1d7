package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a barrier keeps when processes share it, and die. */
@ExtendWith(LeakCheck.class)
class SharedBarrierProcessesTest {
    private final SharedFixture shared = new SharedFixture();

    @AfterEach
    void close() {
        shared.close();
    }

    private SharedBarrier barrier(int parties) {
        return SharedBarrier.create(shared.region(), parties, null, "barrier");
    }

    private static void untilWaiting(SharedBarrier barrier, int count) {
        Bounded.until(count + " waiting at " + barrier, () -> barrier.waiting() == count);
    }

    private static Caller<Integer> arrived(SharedBarrier barrier) {
        int before = barrier.waiting();
        Caller<Integer> caller = Caller.platform(barrier::await);
        untilWaiting(barrier, before + 1);
        return caller;
    }

    private static void assertBroken(Caller<Integer> caller) {
        assertThrows(BrokenBarrierException.class, caller::result);
    }

    private static void assertWorks(SharedBarrier barrier) throws Exception {
        assertFalse(barrier.isBroken());
        Caller<Integer> first = arrived(barrier);
        for (int i = 1; i < barrier.parties() - 1; i++) {
            Caller<Integer> _ = arrived(barrier);
        }
        assertEquals(barrier.parties() - 1, Bounded.call(() -> barrier.await()));
        assertEquals(0, first.result());
    }

    // ---- who leaves ----------------------------------------------------------------------------------------------

    @Test
    void aProcessThatLeavesWhileItWaitsLetsNobodyGoWithoutIt() throws Exception {
        for (int round = 0; round < 10; round++) {
            SharedBarrier here = barrier(3);
            Region leaving = Region.another(shared.region().folder());
            SharedBarrier there = World.open(leaving, here.base, SharedBarrier.class);
            Caller<Integer> gone = Caller.platform(there::await);
            untilWaiting(here, 1);
            leaving.close();
            assertThrows(IllegalStateException.class, gone::result);
            Caller<Integer> first = Caller.platform(here::await);
            Bounded.until("to wait, or find it broken", () -> here.waiting() == 1 || here.isBroken());
            Caller<Integer> second = Caller.platform(here::await);
            Bounded.until("it to break", here::isBroken);
            assertBroken(first);
            assertBroken(second);
        }
    }

    // ---- the living ----------------------------------------------------------------------------------------------

    @Test
    void threadsOfSeveralProcessesMeet() throws Exception {
        SharedBarrier here = barrier(3);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedBarrier there = other.its(here);
            for (int round = 0; round < 20; round++) {
                Caller<Integer> first = other.call(there::await);
                untilWaiting(here, 1);
                Caller<Integer> second = arrived(here);
                assertEquals(2, Bounded.call(() -> round(here, there).await()));
                assertEquals(0, first.result());
                assertEquals(1, second.result());
            }
            assertEquals(20, there.statistics().rounds());
        }
    }

    private static SharedBarrier round(SharedBarrier here, SharedBarrier there) {
        return here.statistics().rounds() % 2 == 0 ? here : there;
    }

    @Test
    void abortAndResetReachAllProcesses() throws Exception {
        SharedBarrier here = barrier(3);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedBarrier there = other.its(here);
            Caller<Integer> waiter = arrived(here);
            there.abort();
            assertBroken(waiter);
            assertTrue(here.isBroken());
            here.reset();
            assertFalse(there.isBroken());
            Caller<Integer> again = arrived(here);
            there.reset();
            assertBroken(again);
            assertWorks(here);
        }
    }

    // ---- the dead ------------------------------------------------------------------------------------------------

    @Test
    void theDeathOfOneThatWaitsBreaksIt() throws Exception {
        SharedBarrier here = barrier(3);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedBarrier there = other.its(here);
            Caller<Integer> first = arrived(here);
            Caller<Integer> _ = other.call(there::await);
            untilWaiting(here, 2);
            other.die();
            assertBroken(first);
            assertTrue(here.isBroken());
            assertThrows(BrokenBarrierException.class, () -> Bounded.call(() -> here.await()));
            assertEquals(0, here.waiting());
            here.reset();
            assertWorks(here);
        }
    }

    @Test
    void whoAsksWhetherItIsBrokenLearnsOfADeath() throws Exception {
        SharedBarrier here = barrier(2);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedBarrier there = other.its(here);
            Caller<Integer> _ = other.call(there::await);
            untilWaiting(here, 1);
            other.die();
            Bounded.until("the barrier to be broken", here::isBroken);
        }
    }

    @Test
    void theDeathOfOneThatDoesNotWaitDoesNothing() throws Exception {
        SharedBarrier here = barrier(2);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedBarrier there = other.its(here);
            Caller<Integer> once = other.call(there::await);
            untilWaiting(here, 1);
            assertEquals(1, Bounded.call(() -> here.await()));
            assertEquals(0, once.result());
            Caller<Integer> first = arrived(here);
            other.die();
            shared.region().sweepDead();
            assertFalse(here.isBroken());
            assertEquals(1, Bounded.call(() -> here.await()));
            assertEquals(0, first.result());
        }
    }

    /** A process whose thread runs the action, until it is let go, which comes to nothing if it died. */
    private static final class Acting implements AutoCloseable {
        final PlayedProcess process;
        final SharedBarrier barrier;
        private final CountDownLatch running = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);
        private @Nullable Caller<Integer> actor;

        Acting(SharedFixture shared, SharedBarrier here) {
            process = new PlayedProcess(shared);
            Region region = process.region();
            barrier = region.slot(
                    here.base,
                    () -> new SharedBarrier(region, here.base, () -> {
                        running.countDown();
                        try {
                            Bounded.await(end);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }));
        }

        void arrive() throws InterruptedException {
            actor = Caller.platform(barrier::await);
            Bounded.await(running);
        }

        int finish() throws Exception {
            end.countDown();
            return actor.result();
        }

        @Override
        public void close() {
            process.close(); // first, since the dead finish nothing
            end.countDown();
            if (actor != null) {
                Bounded.until("the end of the action", () -> !actor.thread().isAlive());
            }
        }
    }

    @Test
    void theDeathOfTheOneThatRunsTheActionBreaksIt() throws Exception {
        SharedBarrier here = barrier(3);
        try (Acting other = new Acting(shared, here)) {
            Caller<Integer> first = arrived(here);
            Caller<Integer> second = arrived(here);
            other.arrive();
            Caller<Integer> newcomer = Caller.platform(here::await).untilWaiting();
            assertFalse(first.isDone() || second.isDone());
            other.process.die();
            assertBroken(first);
            assertBroken(second);
            assertBroken(newcomer);
            assertTrue(here.isBroken());
            assertEquals(0, here.statistics().rounds());
            here.reset();
            assertWorks(here);
        }
    }

    @Test
    void theDeathOfTheOneThatRunsTheActionBreaksOnlyItsRoundIfThereWasAReset() throws Exception {
        SharedBarrier here = barrier(2);
        try (Acting other = new Acting(shared, here)) {
            Caller<Integer> first = arrived(here);
            other.arrive();
            here.reset();
            other.process.die();
            assertBroken(first);
            assertWorks(here);
        }
    }

    @Test
    void theDeathOfOneThatWaitsForTheActionChangesNothingForTheOthers() throws Exception {
        SharedBarrier here = barrier(3);
        try (Acting acting = new Acting(shared, here);
                PlayedProcess dying = new PlayedProcess(shared)) {
            SharedBarrier there = dying.its(here);
            Caller<Integer> first = arrived(here);
            Caller<Integer> _ = dying.call(there::await);
            untilWaiting(here, 2);
            acting.arrive();
            Caller<Integer> _ = dying.call(there::await).untilWaiting();
            dying.die();
            shared.region().sweepDead();
            assertEquals(2, acting.finish());
            assertEquals(0, first.result());
            assertEquals(0, here.waiting(), "the newcomer is forgotten");
            assertWorks(here);
        }
    }

    @Test
    void theEndOfARoundIsFinishedForOneThatDiedInIt() throws Exception {
        SharedBarrier here = barrier(3);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedBarrier there = other.its(here);
            Caller<Integer> first = arrived(here);
            Caller<Integer> second = arrived(here);
            there.enter("await");
            there.put(1, 0); // all have arrived,
            there.put(5, 1); // this is a round,
            there.put(6, Line.RELEASED); // and nobody has been let go
            there.commit();
            other.die();
            assertEquals(0, first.result());
            assertEquals(1, second.result());
            assertWorks(here);
        }
    }

    // ---- in messages ---------------------------------------------------------------------------------------------

    static final AtomicInteger RUNS = new AtomicInteger();

    private interface ShippedAction extends Runnable, Serializable {}

    @Test
    void itArrivesAsItself() throws Exception {
        SharedBarrier here = barrier(2);
        assertSame(here, Messages.sent(here));
        ShippedAction action = () -> RUNS.incrementAndGet();
        SharedBarrier acting = SharedBarrier.create(shared.region(), 2, action, "acting");
        assertSame(acting, Messages.sent(acting));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theActionGoesWithIt(boolean opened) throws Exception {
        try (PlayedProcess other = new PlayedProcess(shared)) {
            ShippedAction action = () -> RUNS.incrementAndGet();
            SharedBarrier there = SharedBarrier.create(other.region(), 2, action, "acting");
            if (opened) {
                SharedBarrier _ =
                        shared.region().slot(there.base, () -> new SharedBarrier(shared.region(), there.base, null));
            }
            SharedBarrier here = (SharedBarrier) Messages.sent(there);
            int before = RUNS.get();
            Caller<Integer> first = other.call(there::await);
            untilWaiting(here, 1);
            assertEquals(1, Bounded.call(() -> here.await()));
            assertEquals(0, first.result());
            assertEquals(before + 1, RUNS.get());
        }
    }

    @Test
    void anActionThatCannotBeSentIsNamed() {
        Object local = new Object();
        SharedBarrier here = SharedBarrier.create(shared.region(), 2, local::hashCode, "at-home");
        NotSerializableException failure = assertThrows(NotSerializableException.class, () -> Messages.sent(here));
        assertTrue(failure.getMessage().contains("at-home"), failure::getMessage);
        assertTrue(failure.getMessage().contains(getClass().getSimpleName()), failure::getMessage);
    }
}
