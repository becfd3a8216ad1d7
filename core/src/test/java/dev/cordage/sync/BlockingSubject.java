package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A primitive on which a test can make each of its blocking methods wait, and let it go. */
public abstract class BlockingSubject<T> {
    final T target;
    private final String name;

    BlockingSubject(String name, T target) {
        this.name = name;
        this.target = target;
    }

    /** A maker of subjects, with the interface of what it makes. */
    public record Maker(String name, Class<?> type, Supplier<BlockingSubject<?>> maker) {
        public BlockingSubject<?> make() {
            return maker.get();
        }

        /** The calls that can be made on it. */
        public Stream<BlockingCall<?>> calls() {
            return BlockingCall.ALL.stream().filter(call -> call.type().isAssignableFrom(type));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All primitives of this JVM that threads can wait for. */
    public static List<Maker> makers() {
        Stream<Maker> locks = Arrays.stream(Fairness.values())
                .flatMap(fairness -> Stream.of(
                        new Maker(
                                fairness + " mutex", Mutex.class, () -> new OfLock(Mutex.create("subject", fairness))),
                        new Maker(
                                fairness + " r-lock", RLock.class, () -> new OfLock(RLock.create("subject", fairness))),
                        new Maker(
                                fairness + " semaphore",
                                CountingSemaphore.class,
                                () -> new OfSemaphore(CountingSemaphore.bounded(1, "subject", fairness))),
                        new Maker(
                                "condition of a " + fairness + " mutex",
                                WaitCondition.class,
                                () -> new OfCondition(Mutex.create("subject", fairness))),
                        new Maker(
                                "condition of a " + fairness + " r-lock",
                                WaitCondition.class,
                                () -> new OfCondition(RLock.create("subject", fairness)))));
        return Stream.concat(
                        locks,
                        Stream.of(
                                new Maker("event flag", EventFlag.class, OfEventFlag::new),
                                new Maker("barrier", Barrier.class, OfBarrier::new),
                                new Maker("limiter", CapacityLimiter.class, OfLimiter::new)))
                .toList();
    }

    /** What is waited for. */
    public final T target() {
        return target;
    }

    /** From now on, calls wait. By the thread of the test. */
    public abstract void makeBusy() throws Exception;

    /** Lets those go that wait. By the thread that has made it busy. */
    public abstract void letGo() throws Exception;

    /** How many wait now. */
    abstract int waiters();

    /** What a call that failed must leave as it was. */
    abstract Object state();

    /** Whether a call waits even if nobody has made it busy. */
    boolean waitsAlways() {
        return false;
    }

    /** Whether several can wait, and the failure of one is none of the others' business. */
    boolean outlivesFailures() {
        return true;
    }

    /** Makes it as new after a failed call, where that is needed. */
    void recover() {}

    /** The threads that can end the wait of others, where that is known. */
    public boolean hasOwner() {
        return false;
    }

    /** By the caller, before the call. */
    void before() {}

    /** By the caller, after a call that has got what it waited for. */
    void giveBack() {}

    /** By the caller, at the end. */
    void after() {}

    /** Starts a thread that makes the call; gives back at once what it gets. */
    public final Caller<Boolean> start(
            ThreadKind kind, BlockingCall<?> call, BlockingCall.Time time, boolean interruptedBefore) {
        return startCast(kind, call, time, interruptedBefore);
    }

    @SuppressWarnings("unchecked") // the maker has chosen calls of this type
    private <C> Caller<Boolean> startCast(
            ThreadKind kind, BlockingCall<C> call, BlockingCall.Time time, boolean interruptedBefore) {
        return kind.call("the-caller", () -> {
            before();
            try {
                if (interruptedBefore) {
                    Thread.currentThread().interrupt();
                }
                boolean got = call.body().call((C) (Object) target, time);
                if (got) {
                    giveBack();
                }
                return got;
            } finally {
                after();
            }
        });
    }

    /** Returns when so many wait. */
    public void untilWaiters(int count) {
        Bounded.until(count + " waiters of " + target, () -> waiters() == count);
    }

    @Override
    public String toString() {
        return name;
    }

    private static final class OfLock extends BlockingSubject<OwnedLock> {
        OfLock(OwnedLock lock) {
            super("lock", lock);
        }

        @Override
        public void makeBusy() {
            target.lock();
        }

        @Override
        public void letGo() {
            target.unlock();
        }

        @Override
        int waiters() {
            return target.statistics().waiters();
        }

        @Override
        Object state() {
            return Arrays.asList(
                    target.isLocked(),
                    target.statistics().owner(),
                    target.statistics().holds(),
                    target.statistics().waiters());
        }

        @Override
        public boolean hasOwner() {
            return true;
        }

        @Override
        void giveBack() {
            assertTrue(target.isHeldByCurrentThread());
            target.unlock();
        }

        @Override
        void after() {
            assertTrue(!target.isHeldByCurrentThread(), "nothing is held");
        }
    }

    private static final class OfCondition extends BlockingSubject<WaitCondition> {
        private final OwnedLock lock;
        private int inside;

        OfCondition(OwnedLock lock) {
            super("condition", lock.newCondition());
            this.lock = lock;
        }

        @Override
        public void makeBusy() {}

        @Override
        public void letGo() {
            lock.lock();
            target.signalAll();
            lock.unlock();
        }

        /** Whoever is inside while another has the lock, waits. */
        @Override
        int waiters() {
            lock.lock();
            try {
                return inside;
            } finally {
                lock.unlock();
            }
        }

        @Override
        Object state() {
            return waiters();
        }

        @Override
        boolean waitsAlways() {
            return true;
        }

        @Override
        void before() {
            lock.lock();
            inside++;
        }

        @Override
        void after() {
            assertTrue(lock.isHeldByCurrentThread(), "the lock is held again, however the wait ends");
            inside--;
            lock.unlock();
            assertTrue(!lock.isHeldByCurrentThread(), "once");
        }
    }

    private static final class OfSemaphore extends BlockingSubject<CountingSemaphore> {
        OfSemaphore(CountingSemaphore semaphore) {
            super("semaphore", semaphore);
        }

        @Override
        public void makeBusy() throws Exception {
            target.acquire();
        }

        @Override
        public void letGo() {
            target.release();
        }

        @Override
        int waiters() {
            return target.statistics().waiters();
        }

        @Override
        Object state() {
            return List.of(target.availablePermits(), target.statistics().waiters());
        }

        @Override
        void giveBack() {
            target.release();
        }
    }

    private static final class OfEventFlag extends BlockingSubject<EventFlag> {
        OfEventFlag() {
            super("event flag", EventFlag.create("subject"));
            target.set();
        }

        @Override
        public void makeBusy() {
            target.clear();
        }

        @Override
        public void letGo() {
            target.set();
        }

        @Override
        int waiters() {
            return target.statistics().waiters();
        }

        @Override
        Object state() {
            return target.statistics();
        }
    }

    /** Of two parties; the thread of the test is the second. */
    private static final class OfBarrier extends BlockingSubject<Barrier> {
        OfBarrier() {
            super("barrier", Barrier.of(2, "subject"));
        }

        @Override
        public void makeBusy() {}

        @Override
        public void letGo() throws Exception {
            int _ = target.await(Bounded.LONG);
        }

        @Override
        int waiters() {
            return target.waiting();
        }

        @Override
        Object state() {
            return target.statistics();
        }

        @Override
        boolean waitsAlways() {
            return true;
        }

        @Override
        boolean outlivesFailures() {
            return false;
        }

        @Override
        void recover() {
            target.reset();
        }
    }

    private static final class OfLimiter extends BlockingSubject<CapacityLimiter> {
        OfLimiter() {
            super("limiter", CapacityLimiter.of(1, "subject"));
        }

        @Override
        public void makeBusy() throws Exception {
            target.acquireOnBehalfOf("the test");
        }

        @Override
        public void letGo() {
            target.releaseOnBehalfOf("the test");
        }

        @Override
        int waiters() {
            return target.statistics().waiters();
        }

        @Override
        Object state() {
            return List.of(
                    target.total(),
                    target.borrowed(),
                    target.statistics().borrowers(),
                    target.statistics().waiters());
        }

        @Override
        void giveBack() {
            target.release();
        }
    }
}
