package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Callbacks of futures in the cases that the contract cannot steer finely enough. */
@ExtendWith(LeakCheck.class)
class FutureCallbackTest {

    @Test
    void callbacksRunInTheThreadThatEndedTheFuture() throws Exception {
        Promise<String> promise = Promise.create();
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        promise.onDone(_ -> threads.add(Thread.currentThread()));
        promise.onDone(_ -> threads.add(Thread.currentThread()));
        var ender = Bounded.Caller.platform(() -> promise.trySucceed("value"));
        assertTrue(ender.result());
        assertEquals(List.of(ender.thread(), ender.thread()), threads);
    }

    @Test
    void aCallbackRegisteredByACallbackRunsAfterItsElders() {
        Promise<String> promise = Promise.create();
        List<String> calls = new ArrayList<>();
        promise.onDone(first -> {
            first.onDone(inner -> {
                calls.add("inner");
                inner.onDone(_ -> calls.add("innermost"));
            });
            calls.add("first");
        });
        promise.onDone(_ -> calls.add("second"));
        promise.succeed("value");
        promise.onDone(_ -> calls.add("after"));
        assertEquals(List.of("first", "second", "inner", "innermost", "after"), calls);
    }

    @Test
    void aLongChainOfCallbacksThatRegisterCallbacksNeedsNoStack() {
        Promise<String> promise = Promise.create();
        AtomicInteger depth = new AtomicInteger();
        promise.onDone(future -> again(future, depth));
        promise.succeed("value");
        assertEquals(100_000, depth.get());
    }

    private static void again(TaskFuture<String> future, AtomicInteger depth) {
        if (depth.incrementAndGet() < 100_000) {
            future.onDone(f -> again(f, depth));
        }
    }

    @Test
    void aCallbackMayCancelItsOwnAndOtherFutures() {
        Promise<String> promise = Promise.create();
        Promise<String> other = Promise.create();
        List<Object> answers = new ArrayList<>();
        promise.onDone(f -> answers.add(f.cancel(true)));
        promise.onDone(_ -> answers.add(other.cancel(true)));
        other.onDone(f -> answers.add(f.isCancelled()));
        promise.succeed("value");
        assertEquals(List.of(false, true, true), answers);
        assertEquals("value", promise.resultNow());
    }

    @Test
    void aCallbackMayCloseThePoolThatRunsIt() {
        ThreadPool pool = ThreadPool.of(1);
        CountDownLatch registered = new CountDownLatch(1);
        AtomicReference<Object> closed = new AtomicReference<>();
        TaskFuture<?> future = pool.submitChecked(() -> Bounded.await(registered));
        future.onDone(_ -> {
            pool.close();
            closed.set("closed");
        });
        registered.countDown();
        Bounded.until("the callback to close the pool", () -> closed.get() != null);
        Bounded.until("the pool to terminate", pool::isTerminated);
    }

    @Test
    void aCallbackMayWaitForItsOwnFuture() throws Exception {
        Promise<String> promise = Promise.create();
        AtomicReference<String> seen = new AtomicReference<>();
        promise.onDone(f -> {
            try {
                seen.set(f.result());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        Bounded.run(() -> promise.succeed("value"));
        assertEquals("value", seen.get());
    }

    @Test
    void aFailingHandlerOfAFailingCallbackStopsNothing() {
        Promise<String> promise = Promise.create();
        AtomicInteger calls = new AtomicInteger();
        Thread ender = Thread.ofPlatform().daemon().unstarted(() -> promise.succeed("value"));
        ender.setUncaughtExceptionHandler((_, _) -> {
            calls.incrementAndGet();
            throw new IllegalStateException("the handler fails, too: part of a test");
        });
        promise.onDone(_ -> {
            throw new IllegalStateException("part of a test");
        });
        promise.onDone(_ -> calls.incrementAndGet());
        ender.start();
        Bounded.until("handler and callback", () -> calls.get() == 2);
    }

    /** Many register while the future ends: each is called once, and those of one thread in their order. */
    @Test
    void noneIsLostWhileTheFutureEnds() throws Exception {
        int threads = 3;
        int each = 40;
        try (ThreadPool pool = ThreadPool.of(threads + 1)) {
            for (int round = 0; round < 4_000; round++) {
                Promise<Integer> promise = Promise.create();
                CyclicBarrier start = new CyclicBarrier(threads + 1);
                AtomicInteger[] calls = new AtomicInteger[threads];
                List<TaskFuture<?>> registering = new ArrayList<>();
                AtomicInteger disorder = new AtomicInteger();
                for (int t = 0; t < threads; t++) {
                    AtomicInteger mine = calls[t] = new AtomicInteger();
                    registering.add(pool.submitChecked(() -> {
                        Bounded.await(start);
                        for (int i = 0; i < each; i++) {
                            int number = i;
                            promise.onDone(_ -> {
                                if (mine.getAndIncrement() != number) {
                                    disorder.incrementAndGet();
                                }
                            });
                        }
                    }));
                }
                registering.add(pool.submitChecked(() -> {
                    Bounded.await(start);
                    promise.succeed(1);
                }));
                for (TaskFuture<?> future : registering) {
                    Bounded.get(future);
                }
                for (AtomicInteger mine : calls) {
                    assertEquals(each, mine.get(), "callbacks in round " + round);
                }
                assertEquals(0, disorder.get(), "callbacks out of order in round " + round);
            }
        }
    }

    /**
     * Waits that are given up unlink themselves from among callbacks, also in the moment when these are called. That so
     * many are given up at once makes likely what is seldom otherwise.
     */
    @Test
    void noneIsLostOrRepeatedWhileWaitsAreGivenUp() throws Exception {
        int callbacks = 3_000;
        List<Integer> expected = IntStream.range(0, callbacks).boxed().toList();
        for (int round = 0; round < 1_000; round++) {
            Promise<Integer> promise = Promise.create();
            List<Integer> calls = new ArrayList<>(); // called by one thread, read after it
            List<Hooks.Hook> givenUp = new ArrayList<>();
            for (int i = 0; i < callbacks; i++) {
                int number = i;
                promise.onDone(_ -> calls.add(number));
                Hooks.Hook hook = new Hooks.Hook() {
                    @Override
                    void ended() {}
                };
                promise.addHook(hook);
                givenUp.add(hook);
            }
            givenUp.forEach(FutureHooks::giveUp);
            AtomicInteger go = new AtomicInteger();
            int turn = round;
            var removing = Bounded.Caller.platform(() -> {
                Bounded.until("the start", () -> go.get() == 2);
                promise.removeHook(givenUp.getFirst());
                return null;
            });
            var ending = Bounded.Caller.platform(() -> {
                go.incrementAndGet();
                Bounded.until("the start", () -> go.get() == 2);
                spin(turn % 100);
                promise.succeed(1);
                return null;
            });
            Bounded.until("both to be ready", () -> go.get() == 1);
            go.set(2);
            ending.result();
            removing.result();
            assertTrue(expected.equals(calls), "callbacks lost, repeated or out of order in round " + round);
        }
    }

    /** The same, with nothing but what a program can do. */
    @Test
    void callbacksSurviveTimedWaitsOfOthers() throws Exception {
        int callbacks = 10;
        try (ThreadPool pool = ThreadPool.of(3)) {
            for (int round = 0; round < 300; round++) {
                Promise<Integer> promise = Promise.create();
                AtomicInteger calls = new AtomicInteger();
                CyclicBarrier start = new CyclicBarrier(3);
                List<TaskFuture<?>> acting = new ArrayList<>();
                for (int t = 0; t < 2; t++) {
                    acting.add(pool.submitChecked(() -> {
                        Bounded.await(start);
                        while (!promise.isDone()) {
                            boolean _ = promise.tryAwait(Duration.ofNanos(1));
                            Tasks.await(List.of(promise), Until.ALL, Duration.ofNanos(1));
                        }
                    }));
                }
                for (int i = 0; i < callbacks; i++) {
                    promise.onDone(_ -> calls.incrementAndGet());
                }
                Bounded.await(start);
                for (int i = 0; i < callbacks; i++) {
                    promise.onDone(_ -> calls.incrementAndGet());
                }
                promise.succeed(1);
                assertEquals(2 * callbacks, calls.get(), "callbacks in round " + round);
                for (TaskFuture<?> future : acting) {
                    Bounded.get(future);
                }
            }
        }
    }

    /** The thread that ended the future is held up before it comes to the callbacks; another registers one meanwhile. */
    @Test
    void registeringWhileTheFutureEndsKeepsTheOrder() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        class HeldUp extends AbstractTaskFuture<String> {
            @Override
            protected void ended(boolean started) {
                ended.countDown();
                try {
                    Bounded.await(goOn);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public String name() {
                return "held up";
            }
        }
        HeldUp future = new HeldUp();
        List<Object> calls = Collections.synchronizedList(new ArrayList<>());
        future.onDone(_ -> calls.add("early"));
        var ending = Bounded.Caller.platform(() -> future.complete("value"));
        Bounded.await(ended);
        var registering = Bounded.Caller.platform(() -> {
            future.onDone(_ -> calls.add("late"));
            return null;
        });
        registering.result();
        goOn.countDown();
        assertTrue(ending.result());
        assertEquals(List.of("early", "late"), calls);
    }

    /** Whoever begins to wait in the very moment of the end isn't made to run the callbacks of others. */
    @Test
    void waitersDoNotRunCallbacks() throws Exception {
        int rounds = 50_000;
        List<Promise<Integer>> promises = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger elsewhere = new AtomicInteger();
        AtomicReference<Thread> ender = new AtomicReference<>();
        for (int i = 0; i < rounds; i++) {
            Promise<Integer> promise = Promise.create();
            promise.onDone(_ -> {
                calls.incrementAndGet();
                if (Thread.currentThread() != ender.get()) {
                    elsewhere.incrementAndGet();
                }
            });
            promises.add(promise);
        }
        AtomicInteger waits = new AtomicInteger(-1);
        var waiter = Bounded.Caller.platform(() -> {
            for (int i = 0; i < rounds; i++) {
                waits.set(i);
                if (i % 2 == 0) {
                    Tasks.await(List.of(promises.get(i)), Until.ALL);
                } else {
                    Tasks.asCompleted(List.of(promises.get(i))).iterator().next();
                }
            }
            return null;
        });
        var ending = Bounded.Caller.platform(() -> {
            ender.set(Thread.currentThread());
            for (int i = 0; i < rounds; i++) {
                for (int looks = 0; waits.get() < i; looks++) {
                    if (looks > 500) {
                        Thread.yield();
                    }
                }
                spin(i % 40);
                promises.get(i).succeed(i);
                if (calls.get() != i + 1) {
                    throw new AssertionError("succeed() returned before the callback had in round " + i);
                }
            }
            return null;
        });
        ending.result();
        waiter.result();
        assertEquals(rounds, calls.get());
        assertEquals(0, elsewhere.get(), "callbacks run by a thread that waited");
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCallbackIsGivenTheFutureItself() {
        Promise<String> promise = Promise.create();
        AtomicReference<TaskFuture<String>> given = new AtomicReference<>();
        promise.onDone(given::set);
        assertFalse(promise.cancel(true) && given.get() == null);
        assertSame(promise, given.get());
    }
}
