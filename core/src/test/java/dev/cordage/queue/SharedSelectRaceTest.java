package dev.cordage.queue;

import dev.cordage.internal.shared.SharedFixture;
import dev.cordage.internal.shared.SharedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The races of {@link Select} among queues between processes, and among these and queues of this JVM. */
class SharedSelectRaceTest {
    private final SharedFixture shared = new SharedFixture();

    @AfterEach
    void close() {
        shared.close();
    }

    @Nested
    class Shared extends SelectRaceContract {
        @Override
        CloseableQueue<String> newQueue(String name, int capacity) {
            return SharedQueue.create(shared.region(), capacity, name);
        }

        @Override
        int rounds() {
            return 100;
        }
    }

    @Nested
    class Mixed extends SelectRaceContract {
        @Override
        CloseableQueue<String> newQueue(String name, int capacity) {
            return name.equals("a")
                    ? SharedQueue.create(shared.region(), capacity, name)
                    : CloseableQueue.bounded(capacity, name);
        }

        @Override
        int rounds() {
            return 100;
        }
    }
}
