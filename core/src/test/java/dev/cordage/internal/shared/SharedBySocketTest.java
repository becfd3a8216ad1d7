package dev.cordage.internal.shared;

import dev.cordage.sync.Barrier;
import dev.cordage.sync.BarrierContract;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.CountingSemaphoreContract;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.EventFlagContract;
import dev.cordage.sync.Fairness;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.MutexContract;
import dev.cordage.sync.OwnedLock;
import dev.cordage.sync.WaitConditionContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The contracts where processes wake each other by sockets; the other tests have futexes, if this JVM may use them. */
class SharedBySocketTest {
    private static final SharedFixture SHARED = new SharedFixture(Bell.SOCKET);

    @AfterAll
    static void close() {
        SHARED.close();
    }

    @Nested
    class Mutexes extends MutexContract {
        @Override
        protected Mutex newMutex(String name, Fairness fairness) {
            return SharedMutex.create(SHARED.region(), name, fairness);
        }
    }

    @Nested
    class Conditions extends WaitConditionContract {
        @Override
        protected OwnedLock newLock(String name, Fairness fairness) {
            return SharedRLock.create(SHARED.region(), name, fairness);
        }
    }

    @Nested
    class Semaphores extends CountingSemaphoreContract {
        @Override
        protected CountingSemaphore newSemaphore(int permits, String name, Fairness fairness) {
            return SharedSemaphore.create(SHARED.region(), permits, false, name, fairness);
        }

        @Override
        protected CountingSemaphore newBounded(int permits, String name, Fairness fairness) {
            return SharedSemaphore.create(SHARED.region(), permits, true, name, fairness);
        }
    }

    @Nested
    class Events extends EventFlagContract {
        @Override
        protected EventFlag newEventFlag(String name) {
            return SharedEventFlag.create(SHARED.region(), name);
        }
    }

    @Nested
    class Barriers extends BarrierContract {
        @Override
        protected Barrier newBarrier(int parties, @Nullable Runnable action, String name) {
            return SharedBarrier.create(SHARED.region(), parties, action, name);
        }
    }
}
