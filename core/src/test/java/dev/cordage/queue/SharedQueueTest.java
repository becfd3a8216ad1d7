package dev.cordage.queue;

import dev.cordage.internal.shared.SharedFixture;
import org.junit.jupiter.api.AfterAll;

/** The queue between processes in the mode that this JVM would choose. */
class SharedQueueTest extends SharedQueueContracts {
    private static final SharedFixture SHARED = new SharedFixture();

    SharedQueueTest() {
        super(SHARED);
    }

    @AfterAll
    static void close() {
        SHARED.close();
    }
}
