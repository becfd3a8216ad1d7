package dev.cordage.internal.shared;

import dev.cordage.sync.Counter;
import dev.cordage.sync.CounterContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The counter between processes, used by one. */
class SharedCounterTest {
    private static final SharedFixture SHARED = new SharedFixture();

    @AfterAll
    static void close() {
        SHARED.close();
    }

    @Nested
    class Contract extends CounterContract {
        @Override
        protected Counter newCounter(String name) {
            return SharedCounter.create(SHARED.region(), name);
        }
    }
}
