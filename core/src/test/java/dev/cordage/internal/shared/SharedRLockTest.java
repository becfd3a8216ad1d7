package dev.cordage.internal.shared;

import dev.cordage.sync.Fairness;
import dev.cordage.sync.OwnedLock;
import dev.cordage.sync.RLock;
import dev.cordage.sync.RLockContract;
import dev.cordage.sync.WaitConditionContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The lock between processes that may be taken again, used by one. */
class SharedRLockTest {
    private static final SharedFixture SHARED = new SharedFixture();

    @AfterAll
    static void close() {
        SHARED.close();
    }

    @Nested
    class Contract extends RLockContract {
        @Override
        protected RLock newRLock(String name, Fairness fairness) {
            return SharedRLock.create(SHARED.region(), name, fairness);
        }
    }

    @Nested
    class Conditions extends WaitConditionContract {
        @Override
        protected OwnedLock newLock(String name, Fairness fairness) {
            return SharedRLock.create(SHARED.region(), name, fairness);
        }
    }
}
