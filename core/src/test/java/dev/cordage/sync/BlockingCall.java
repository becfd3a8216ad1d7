package dev.cordage.sync;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One blocking method of an interface of this package, and how to call it.
 *
 * @param type the interface
 * @param signature the method, as {@link BlockingCallsSweepTest} finds it by reflection
 * @param body calls it; true if it ended with what was waited for, false if the time ran out
 */
public record BlockingCall<T>(Class<T> type, String signature, CallBody<T> body) {
    /** A call, with the time it gets if it takes one. */
    @FunctionalInterface
    public interface CallBody<T> {
        boolean call(T target, Time time) throws Exception;
    }

    /** A length of time in each of the shapes that methods ask for. */
    public record Time(long amount, TimeUnit unit) {
        /** More than a long of nanoseconds has room for. */
        public static final Time FOR_EVER = new Time(Long.MAX_VALUE, TimeUnit.SECONDS);

        public Duration duration() {
            return Duration.of(amount, unit.toChronoUnit());
        }

        Date deadline() {
            long now = System.currentTimeMillis();
            long millis = unit.toMillis(amount);
            long sum = now + millis;
            return new Date(millis > 0 && sum < 0 ? Long.MAX_VALUE : millis < 0 && sum > now ? Long.MIN_VALUE : sum);
        }
    }

    /** Every blocking method of every interface; the sweep fails if one is missing. */
    public static final List<BlockingCall<?>> ALL = List.of(
            of(OwnedLock.class, "lock()", (lock, _) -> {
                lock.lock();
                return true;
            }),
            of(OwnedLock.class, "lockInterruptibly()", (lock, _) -> {
                lock.lockInterruptibly();
                return true;
            }),
            of(OwnedLock.class, "tryLock(long, TimeUnit)", (lock, time) -> lock.tryLock(time.amount(), time.unit())),
            of(OwnedLock.class, "tryLock(Duration)", (lock, time) -> lock.tryLock(time.duration())),
            of(OwnedLock.class, "hold()", (lock, _) -> lock.hold() != null),
            of(OwnedLock.class, "tryHold(Duration)", (lock, time) -> lock.tryHold(time.duration()) != null),
            of(WaitCondition.class, "await()", (condition, _) -> {
                condition.await();
                return true;
            }),
            of(WaitCondition.class, "awaitUninterruptibly()", (condition, _) -> {
                condition.awaitUninterruptibly();
                return true;
            }),
            of(
                    WaitCondition.class,
                    "awaitNanos(long)",
                    (condition, time) -> condition.awaitNanos(time.unit().toNanos(time.amount())) > 0),
            of(
                    WaitCondition.class,
                    "await(long, TimeUnit)",
                    (condition, time) -> condition.await(time.amount(), time.unit())),
            of(WaitCondition.class, "awaitUntil(Date)", (condition, time) -> condition.awaitUntil(time.deadline())),
            of(WaitCondition.class, "tryAwait(Duration)", (condition, time) -> condition.tryAwait(time.duration())),
            of(WaitCondition.class, "awaitUntil(BooleanSupplier)", (condition, _) -> {
                SecondTime signalled = new SecondTime();
                condition.awaitUntil(signalled::next);
                return true;
            }),
            of(WaitCondition.class, "awaitUntil(BooleanSupplier, Duration)", (condition, time) -> {
                // Without time there may be one look or two, but no signal: only a wait can make this true.
                SecondTime signalled = new SecondTime();
                return time.duration().compareTo(Duration.ofSeconds(1)) < 0
                        ? condition.awaitUntil(() -> false, time.duration())
                        : condition.awaitUntil(signalled::next, time.duration());
            }),
            of(CountingSemaphore.class, "acquire()", (semaphore, _) -> {
                semaphore.acquire();
                return true;
            }),
            of(CountingSemaphore.class, "acquire(int)", (semaphore, _) -> {
                semaphore.acquire(1);
                return true;
            }),
            of(CountingSemaphore.class, "acquireUninterruptibly()", (semaphore, _) -> {
                semaphore.acquireUninterruptibly();
                return true;
            }),
            of(
                    CountingSemaphore.class,
                    "tryAcquire(Duration)",
                    (semaphore, time) -> semaphore.tryAcquire(time.duration())),
            of(
                    CountingSemaphore.class,
                    "tryAcquire(int, Duration)",
                    (semaphore, time) -> semaphore.tryAcquire(1, time.duration())),
            of(CountingSemaphore.class, "hold()", (semaphore, _) -> semaphore.hold() != null),
            of(
                    CountingSemaphore.class,
                    "tryHold(Duration)",
                    (semaphore, time) -> semaphore.tryHold(time.duration()) != null),
            of(EventFlag.class, "await()", (flag, _) -> {
                flag.await();
                return true;
            }),
            of(EventFlag.class, "tryAwait(Duration)", (flag, time) -> flag.tryAwait(time.duration())),
            of(Barrier.class, "await()", (barrier, _) -> barrier.await() >= 0),
            of(Barrier.class, "await(Duration)", (barrier, time) -> {
                try {
                    return barrier.await(time.duration()) >= 0;
                } catch (TimeoutException e) {
                    return false;
                }
            }),
            of(CapacityLimiter.class, "acquire()", (limiter, _) -> {
                limiter.acquire();
                return true;
            }),
            of(CapacityLimiter.class, "acquireOnBehalfOf(Object)", (limiter, _) -> {
                limiter.acquireOnBehalfOf(Thread.currentThread());
                return true;
            }),
            of(CapacityLimiter.class, "tryAcquire(Duration)", (limiter, time) -> limiter.tryAcquire(time.duration())),
            of(
                    CapacityLimiter.class,
                    "tryAcquireOnBehalfOf(Object, Duration)",
                    (limiter, time) -> limiter.tryAcquireOnBehalfOf(Thread.currentThread(), time.duration())),
            of(CapacityLimiter.class, "hold()", (limiter, _) -> limiter.hold() != null),
            of(
                    CapacityLimiter.class,
                    "holdOnBehalfOf(Object)",
                    (limiter, _) -> limiter.holdOnBehalfOf(Thread.currentThread()) != null),
            of(
                    CapacityLimiter.class,
                    "tryHold(Duration)",
                    (limiter, time) -> limiter.tryHold(time.duration()) != null));

    /** A predicate that holds from the second time it is asked. */
    private static final class SecondTime {
        private boolean asked;

        boolean next() {
            boolean before = asked;
            asked = true;
            return before;
        }
    }

    private static <T> BlockingCall<T> of(Class<T> type, String signature, CallBody<T> body) {
        return new BlockingCall<>(type, signature, body);
    }

    /** The method's name. */
    public String method() {
        return signature.substring(0, signature.indexOf('('));
    }

    /** Whether an interrupt ends the wait. */
    public boolean isInterruptible() {
        return !method().equals("lock") && !method().endsWith("Uninterruptibly");
    }

    /** Whether it takes a time. */
    public boolean isTimed() {
        return signature.contains("Duration")
                || signature.contains("TimeUnit")
                || signature.contains("Date")
                || signature.contains("long");
    }

    @Override
    public String toString() {
        return type.getSimpleName() + "." + signature;
    }
}
