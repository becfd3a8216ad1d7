package dev.cordage.internal.shared;

import dev.cordage.sync.Fairness;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.MutexContract;
import dev.cordage.sync.OwnedLock;
import dev.cordage.sync.WaitConditionContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The mutex between processes, used by one. */
class SharedMutexTest {
    private static final SharedFixture SHARED = new SharedFixture();

    @AfterAll
    static void close() {
        SHARED.close();
    }

    @Nested
    class Contract extends MutexContract {
        @Override
        protected Mutex newMutex(String name, Fairness fairness) {
            return SharedMutex.create(SHARED.region(), name, fairness);
        }
    }

    @Nested
    class Conditions extends WaitConditionContract {
        @Override
        protected OwnedLock newLock(String name, Fairness fairness) {
            return SharedMutex.create(SHARED.region(), name, fairness);
        }
    }
}
