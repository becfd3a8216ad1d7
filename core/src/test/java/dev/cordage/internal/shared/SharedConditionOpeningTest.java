package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A condition that a process gets before it has had its lock. */
@ExtendWith(LeakCheck.class)
class SharedConditionOpeningTest {
    private final SharedFixture shared = new SharedFixture();

    @AfterEach
    void close() {
        shared.close();
    }

    @Test
    void opensItsLockAsWell() {
        List<SharedCondition> conditions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            SharedMutex mutex = SharedMutex.create(shared.region(), "mutex " + i, Fairness.BARGING);
            conditions.add((SharedCondition) mutex.newCondition("condition " + i));
        }
        try (PlayedProcess other = new PlayedProcess(shared)) {
            for (int i = 0; i < 100; i++) {
                assertEquals(
                        "mutex " + i, other.its(conditions.get(i)).statistics().lock());
            }
        }
    }
}
