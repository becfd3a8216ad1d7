package dev.cordage.queue;

import dev.cordage.internal.shared.SharedFixture;
import org.junit.jupiter.api.AfterAll;

/** The queue between processes that wake each other by sockets. */
class SharedQueueBySocketTest extends SharedQueueContracts {
    private static final SharedFixture SHARED = SharedFixture.bySockets();

    SharedQueueBySocketTest() {
        super(SHARED);
    }

    @AfterAll
    static void close() {
        SHARED.close();
    }
}
