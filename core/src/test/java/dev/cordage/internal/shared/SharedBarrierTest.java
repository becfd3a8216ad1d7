package dev.cordage.internal.shared;

import dev.cordage.sync.Barrier;
import dev.cordage.sync.BarrierContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The barrier between processes, used by one. */
class SharedBarrierTest {
    private static final SharedFixture SHARED = new SharedFixture();

    @AfterAll
    static void close() {
        SHARED.close();
    }

    @Nested
    class Contract extends BarrierContract {
        @Override
        protected Barrier newBarrier(int parties, @Nullable Runnable action, String name) {
            return SharedBarrier.create(SHARED.region(), parties, action, name);
        }
    }
}
