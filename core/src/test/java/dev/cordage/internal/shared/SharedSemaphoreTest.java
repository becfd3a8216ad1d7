package dev.cordage.internal.shared;

import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.CountingSemaphoreContract;
import dev.cordage.sync.Fairness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The semaphore between processes, used by one. */
class SharedSemaphoreTest {
    private static final SharedFixture SHARED = new SharedFixture();

    @AfterAll
    static void close() {
        SHARED.close();
    }

    @Nested
    class Contract extends CountingSemaphoreContract {
        @Override
        protected CountingSemaphore newSemaphore(int permits, String name, Fairness fairness) {
            return SharedSemaphore.create(SHARED.region(), permits, false, name, fairness);
        }

        @Override
        protected CountingSemaphore newBounded(int permits, String name, Fairness fairness) {
            return SharedSemaphore.create(SHARED.region(), permits, true, name, fairness);
        }
    }
}
