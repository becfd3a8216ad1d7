package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@link Mutex} keeps, beside what every {@link OwnedLock} does. */
public abstract class MutexContract extends OwnedLockWaitingContract {
    /** A free mutex. */
    protected abstract Mutex newMutex(String name, Fairness fairness);

    @Override
    protected final OwnedLock newLock(String name, Fairness fairness) {
        return newMutex(name, fairness);
    }

    @ParameterizedTest
    @EnumSource(
            value = LockWay.class,
            names = {"TRY_LOCK", "TRY_HOLD"},
            mode = EnumSource.Mode.EXCLUDE)
    void takingItAgainFailsAtOnceInsteadOfHanging(LockWay way) throws Exception {
        for (Fairness fairness : Fairness.values()) {
            for (ThreadKind kind : ThreadKind.values()) {
                Mutex mutex = newMutex("the-mutex", fairness);
                kind.call("the-owner", () -> {
                            mutex.lock();
                            Throwable failure = assertThrows(IllegalMonitorStateException.class, () -> way.take(mutex));
                            assertTrue(failure.getMessage().contains("the-mutex"), failure::getMessage);
                            assertTrue(failure.getMessage().contains("the-owner"), failure::getMessage);
                            assertTrue(mutex.isHeldByCurrentThread());
                            assertEquals(1, mutex.statistics().holds(), "nothing changed");
                            mutex.unlock();
                            return null;
                        })
                        .result();
                assertFree(mutex);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void takingItAgainFailsWithoutAnyTimeToo(Fairness fairness) throws Exception {
        Mutex mutex = newMutex("the-mutex", fairness);
        mutex.lock();
        assertThrows(IllegalMonitorStateException.class, () -> mutex.tryLock(Duration.ZERO));
        assertThrows(IllegalMonitorStateException.class, () -> mutex.tryLock(0, TimeUnit.SECONDS));
        assertThrows(IllegalMonitorStateException.class, () -> mutex.tryLock(-1, TimeUnit.SECONDS));
        assertThrows(IllegalMonitorStateException.class, () -> mutex.tryHold(Duration.ofSeconds(-1)));
        mutex.unlock();
        assertFree(mutex);
    }

    @ParameterizedTest
    @EnumSource
    void theUntimedTryFormsReportThatItIsNotFree(Fairness fairness) throws Exception {
        Mutex mutex = newMutex("mine", fairness);
        mutex.lock();
        assertFalse(mutex.tryLock());
        assertNull(mutex.tryHold());
        assertSame(Thread.currentThread(), mutex.statistics().owner());
        mutex.unlock();
        assertFree(mutex);
    }

    @ParameterizedTest
    @EnumSource
    void lockingAgainKeepsTheInterruptFlag(Fairness fairness) throws Exception {
        Mutex mutex = newMutex("mine", fairness);
        Bounded.run(() -> {
            mutex.lock();
            Thread.currentThread().interrupt();
            assertThrows(IllegalMonitorStateException.class, mutex::lock);
            assertTrue(Thread.interrupted());
            mutex.unlock();
        });
    }

    @Test
    void oneUnlockIsEnoughAndTwoAreTooMany() throws Exception {
        Mutex mutex = newMutex("mine", Fairness.BARGING);
        mutex.lock();
        mutex.unlock();
        assertThrows(IllegalMonitorStateException.class, mutex::unlock);
        assertFree(mutex);
    }
}
