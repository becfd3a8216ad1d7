package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class PromiseTest {

    @Test
    void completingTwiceIsAnErrorAndTheFirstStays() {
        Exception failure = new Exception("first");
        List<Consumer<Promise<String>>> firsts =
                List.of(p -> p.succeed("first"), p -> p.succeed(null), p -> p.fail(failure), p -> p.cancel(false));
        List<Consumer<Promise<String>>> seconds =
                List.of(p -> p.succeed("second"), p -> p.succeed(null), p -> p.fail(new Exception("second")));
        for (Consumer<Promise<String>> first : firsts) {
            for (Consumer<Promise<String>> second : seconds) {
                Promise<String> promise = Promise.create("answer");
                first.accept(promise);
                String before = promise.toString();
                String message = assertThrows(IllegalStateException.class, () -> second.accept(promise))
                        .getMessage();
                assertTrue(message.contains("answer"), message);
                assertEquals(before, promise.toString());
            }
        }
    }

    @Test
    void tryingSaysWhetherItWasTheFirst() {
        Promise<String> promise = Promise.create();
        assertTrue(promise.trySucceed("first"));
        assertFalse(promise.trySucceed("second"));
        assertFalse(promise.tryFail(new Exception("second")));
        assertFalse(promise.cancel(true));
        assertEquals("first", promise.resultNow());

        Promise<String> failed = Promise.create();
        Exception failure = new Exception("first");
        assertTrue(failed.tryFail(failure));
        assertFalse(failed.trySucceed("second"));
        assertSame(failure, failed.exceptionNow());
    }

    @Test
    void takesNullAsAValueButNotAsAFailure() throws Exception {
        Promise<String> promise = Promise.create();
        assertThrows(NullPointerException.class, () -> promise.fail(null));
        assertThrows(NullPointerException.class, () -> promise.tryFail(null));
        assertEquals(Future.State.RUNNING, promise.state());
        promise.succeed(null);
        assertNull(promise.result());
    }

    @Test
    void hasTheNameItWasGiven() {
        assertEquals("reply 17", Promise.create("reply 17").name());
        assertFalse(Promise.create().name().isEmpty());
        assertEquals("reply 17[pending]", Promise.create("reply 17").toString());
        assertThrows(NullPointerException.class, () -> Promise.create(null));
    }

    /** {@link TaskFuture#name} is never empty, and pools, threads and options refuse empty names, too. */
    @Test
    void refusesAnEmptyName() {
        assertThrows(IllegalArgumentException.class, () -> Promise.create(""));
    }

    @Test
    void ofManyThatCompleteItOneWins() throws Exception {
        int threads = 4;
        try (ThreadPool pool = ThreadPool.of(threads)) {
            for (int round = 0; round < 2_000; round++) {
                Promise<Integer> promise = Promise.create();
                CyclicBarrier start = new CyclicBarrier(threads);
                List<TaskFuture<Boolean>> completing = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    int value = t;
                    completing.add(pool.submit(() -> {
                        Bounded.await(start);
                        return value % 2 == 0
                                ? promise.trySucceed(value)
                                : promise.tryFail(new Exception(String.valueOf(value)));
                    }));
                }
                List<Integer> winners = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    if (Bounded.get(completing.get(t))) {
                        winners.add(t);
                    }
                }
                assertEquals(1, winners.size());
                int outcome = promise.state() == Future.State.SUCCESS
                        ? promise.resultNow()
                        : Integer.parseInt(promise.exceptionNow().getMessage());
                assertEquals(winners.getFirst(), outcome);
            }
        }
    }

    /** What was done before completing is seen by whoever sees the end. */
    @Test
    void publishesWhatWasDoneBefore() throws Exception {
        for (int round = 0; round < 5_000; round++) {
            int[] plain = new int[1];
            Promise<int[]> promise = Promise.create();
            var reader = Bounded.Caller.virtual(() -> promise.result()[0]);
            plain[0] = round + 1;
            promise.succeed(plain);
            assertEquals(round + 1, reader.result());
        }
    }

    @Test
    void aPromiseNobodyCompletesHarmsNobody() {
        assertDoesNotThrow(() -> Promise.create("forgotten").onDone(_ -> {}));
    }
}
