package dev.cordage.internal.shared;

import dev.cordage.sync.EventFlag;
import dev.cordage.sync.EventFlagContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The event flag between processes, used by one. */
class SharedEventFlagTest {
    private static final SharedFixture SHARED = new SharedFixture();

    @AfterAll
    static void close() {
        SHARED.close();
    }

    @Nested
    class Contract extends EventFlagContract {
        @Override
        protected EventFlag newEventFlag(String name) {
            return SharedEventFlag.create(SHARED.region(), name);
        }
    }
}
