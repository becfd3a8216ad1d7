package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Barrier;
import dev.cordage.sync.BlockingCall;
import dev.cordage.sync.BlockingSubject;
import dev.cordage.sync.BlockingSubject.Maker;
import dev.cordage.sync.CapacityLimiter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.RLock;
import dev.cordage.sync.ThreadKind;
import dev.cordage.sync.WaitCondition;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Waits}: every thread that waits for a primitive can be seen, and no other. */
@ExtendWith(LeakCheck.class)
class WaitsTest {
    /** However the report words it. */
    private static final Pattern CYCLE = Pattern.compile("deadlock|cycle|circle", Pattern.CASE_INSENSITIVE);

    private static @Nullable Wait find(Thread thread) {
        List<Wait> found =
                Waits.current().stream().filter(wait -> wait.thread() == thread).toList();
        assertTrue(found.size() <= 1, () -> "a thread waits for one thing at a time: " + found);
        return found.isEmpty() ? null : found.getFirst();
    }

    private static Wait untilSeen(Thread thread) {
        Wait[] seen = {null};
        Bounded.until(thread + " to be seen", () -> (seen[0] = find(thread)) != null);
        return seen[0];
    }

    static Stream<Arguments> calls() {
        return BlockingSubject.makers().stream()
                .flatMap(maker -> maker.calls()
                        .flatMap(call ->
                                Arrays.stream(ThreadKind.values()).map(kind -> Arguments.of(maker, call, kind))));
    }

    @ParameterizedTest(name = "{1} of a {0} in a {2} thread")
    @MethodSource("calls")
    void aWaitIsSeenWhileItLasts(Maker maker, BlockingCall<?> call, ThreadKind kind) throws Exception {
        BlockingSubject<?> subject = maker.make();
        subject.makeBusy();
        Caller<Boolean> caller = subject.start(kind, call, BlockingCall.Time.FOR_EVER, false);
        subject.untilWaiters(1);

        Wait wait = untilSeen(caller.thread());
        assertEquals(call.method(), wait.operation());
        assertSame(subject.target(), wait.resource());
        assertEquals(subject.hasOwner() ? List.of(Thread.currentThread()) : List.of(), wait.owners());
        assertFalse(wait.lasted().isNegative());
        Bounded.until("the wait to last longer", () -> {
            Wait later = find(caller.thread());
            assertNotNull(later, "it waits on");
            return later.lasted().compareTo(wait.lasted()) > 0;
        });
        String report = Waits.report();
        String line = report.lines()
                .filter(each -> each.contains("the-caller") && each.contains("subject"))
                .findAny()
                .orElseThrow(() -> new AssertionError("no line of it in: " + report));
        assertTrue(line.contains(call.method()), line);
        if (subject.hasOwner()) {
            assertTrue(line.contains(Thread.currentThread().getName()), line);
        }

        subject.letGo();
        assertTrue(caller.result());
        assertEquals(null, find(caller.thread()), "it is over");
        assertFalse(Waits.report().contains("the-caller"));
    }

    @ParameterizedTest
    @EnumSource
    void aWaitThatFailsIsOverToo(ThreadKind kind) throws Exception {
        for (Maker maker : BlockingSubject.makers()) {
            for (BlockingCall<?> call : maker.calls().toList()) {
                if (!call.isInterruptible()) {
                    continue;
                }
                BlockingSubject<?> subject = maker.make();
                subject.makeBusy();
                Caller<Boolean> caller = subject.start(kind, call, BlockingCall.Time.FOR_EVER, false);
                untilSeen(caller.thread());
                caller.interrupt();
                assertThrows(InterruptedException.class, caller::result);
                assertEquals(null, find(caller.thread()), call::toString);
            }
        }
    }

    @Test
    void whoHoldsOrTriesDoesNotWait() throws Exception {
        Mutex mutex = Mutex.create("held");
        mutex.lock();
        Caller<Boolean> waiter = Caller.platform(() -> mutex.tryLock(Bounded.LONG));
        untilSeen(waiter.thread());
        Thread[] trying = {null};
        Bounded.run(() -> {
            trying[0] = Thread.currentThread();
            assertFalse(mutex.tryLock());
            assertEquals(null, find(Thread.currentThread()));
        });
        assertEquals(null, find(Thread.currentThread()));
        assertEquals(null, find(trying[0]));
        mutex.unlock();
        assertTrue(waiter.result());
    }

    @ParameterizedTest
    @EnumSource
    void whoIsSignalledWaitsForTheLockAndItsOwner(ThreadKind kind) throws Exception {
        RLock lock = RLock.create("guard");
        WaitCondition condition = lock.newCondition();
        CountDownLatch locked = new CountDownLatch(1);
        Caller<Void> waiter = kind.call(() -> {
            lock.lock();
            locked.countDown();
            condition.await();
            lock.unlock();
            return null;
        });
        Bounded.await(locked);
        Wait onCondition = untilSeen(waiter.thread());
        // Nobody has waited for the lock itself before the signal; those who do then are to be seen all the same.
        Bounded.until("the lock to be given back", () -> !lock.isLocked());
        lock.lock();
        assertEquals(0, lock.statistics().contended());
        assertSame(condition, onCondition.resource());
        assertEquals(List.of(), onCondition.owners(), "anyone may signal");
        condition.signal();
        Bounded.until("the wait for the lock", () -> {
            Wait wait = find(waiter.thread());
            return wait != null && wait.resource() == lock;
        });
        assertEquals(List.of(Thread.currentThread()), untilSeen(waiter.thread()).owners());
        lock.unlock();
        waiter.result();
    }

    @Test
    void allWaitersOfAllPrimitivesAreThereTheLongestWaitFirst() throws Exception {
        Mutex mutex = Mutex.create("first");
        CountingSemaphore semaphore = CountingSemaphore.of(0, "second");
        EventFlag flag = EventFlag.create("third");
        mutex.lock();
        List<Caller<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            int index = i;
            Caller<Void> waiter = (i % 2 == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL).call(() -> {
                switch (index % 3) {
                    case 0 -> semaphore.acquire();
                    case 1 -> {
                        mutex.lock();
                        mutex.unlock();
                    }
                    default -> flag.await();
                }
                return null;
            });
            waiters.add(waiter);
            // The clock must tick between two waits for their order to show.
            Wait seen = untilSeen(waiter.thread());
            Bounded.until(
                    "the clock to tick",
                    () -> untilSeen(waiter.thread())
                                    .lasted()
                                    .minus(seen.lasted())
                                    .compareTo(Duration.ofNanos(1_000))
                            > 0);
        }
        List<Thread> threads = waiters.stream().<Thread>map(Caller::thread).toList();
        assertEquals(
                threads,
                Waits.current().stream()
                        .map(Wait::thread)
                        .filter(threads::contains)
                        .toList());
        semaphore.release(3);
        mutex.unlock();
        flag.set();
        for (Caller<Void> waiter : waiters) {
            waiter.result();
        }
    }

    @Test
    void theReportShowsACycleOfOwners() throws Exception {
        Mutex left = Mutex.create("the-left-lock");
        RLock right = RLock.create("the-right-lock");
        CountDownLatch both = new CountDownLatch(2);
        Caller<Void> one = ThreadKind.PLATFORM.call("thread-one", () -> {
            left.lock();
            both.countDown();
            Bounded.await(both);
            try {
                right.lockInterruptibly();
            } finally {
                left.unlock();
            }
            return null;
        });
        Caller<Void> two = ThreadKind.VIRTUAL.call("thread-two", () -> {
            right.lock();
            both.countDown();
            Bounded.await(both);
            left.lock();
            left.unlock();
            right.unlock();
            return null;
        });
        untilSeen(one.thread());
        untilSeen(two.thread());
        String report = Waits.report();
        for (String name : List.of("thread-one", "thread-two", "the-left-lock", "the-right-lock")) {
            assertTrue(report.contains(name), report);
        }
        assertTrue(CYCLE.matcher(report).find(), report);
        one.interrupt();
        assertThrows(InterruptedException.class, one::result);
        two.result();
        assertFalse(Waits.report().contains("the-left-lock"));
    }

    @Test
    void aChainOfOwnersIsNoCycle() throws Exception {
        Mutex mutex = Mutex.create("the-chain");
        mutex.lock();
        Caller<Boolean> waiter = Caller.platform(() -> mutex.tryLock(Bounded.LONG));
        untilSeen(waiter.thread());
        assertFalse(CYCLE.matcher(Waits.report()).find());
        mutex.unlock();
        assertTrue(waiter.result());
    }

    @Test
    void primitivesThatWereWaitedForAreNotKeptAlive() throws Exception {
        List<WeakReference<Object>> references = new ArrayList<>();
        for (Maker maker : BlockingSubject.makers()) {
            references.add(new WeakReference<>(waitedFor(maker)));
        }
        references.add(new WeakReference<>(Barrier.of(2)));
        references.add(new WeakReference<>(CapacityLimiter.of(2)));
        Bounded.until("the primitives to be collected", () -> {
            System.gc();
            Waits.current();
            return references.stream().allMatch(reference -> reference.get() == null);
        });
    }

    private static Object waitedFor(Maker maker) throws Exception {
        BlockingSubject<?> subject = maker.make();
        subject.makeBusy();
        Caller<Boolean> caller = subject.start(
                ThreadKind.PLATFORM, maker.calls().findFirst().orElseThrow(), BlockingCall.Time.FOR_EVER, false);
        untilSeen(caller.thread());
        subject.letGo();
        assertTrue(caller.result());
        return subject.target();
    }

    @Test
    void aSourceOfOnesOwnIsAsked() {
        Thread me = Thread.currentThread();
        Object resource = "a resource of my own";
        List<Wait> mine = new ArrayList<>();
        Waits.Source source = sink -> mine.forEach(sink);
        Waits.add(source);
        assertFalse(Waits.current().stream().anyMatch(wait -> wait.resource() == resource));
        mine.add(new Wait(me, "ponder", resource, Duration.ofDays(365), List.of()));
        assertSame(mine.getFirst(), Waits.current().getFirst(), "the longest");
        assertTrue(Waits.report().contains("ponder"));
        mine.clear();
        assertFalse(Waits.current().stream().anyMatch(wait -> wait.resource() == resource));
        Reference.reachabilityFence(source);
        assertThrows(NullPointerException.class, () -> Waits.add(null));
    }
}
