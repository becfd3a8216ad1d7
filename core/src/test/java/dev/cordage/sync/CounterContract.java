package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Counter} keeps. */
@ExtendWith(LeakCheck.class)
public abstract class CounterContract {
    /** A counter that starts at 0. */
    protected abstract Counter newCounter(String name);

    @Test
    void startsAtZero() {
        assertEquals(0, newCounter("fresh").get());
    }

    @Test
    void addingGivesTheNewValue() {
        Counter counter = newCounter("counter");
        assertEquals(5, counter.add(5));
        assertEquals(3, counter.add(-2));
        assertEquals(3, counter.add(0));
        assertEquals(3, counter.get());
    }

    @Test
    void settingGivesTheOldValue() {
        Counter counter = newCounter("counter");
        assertEquals(0, counter.set(42));
        assertEquals(42, counter.set(Long.MIN_VALUE));
        assertEquals(Long.MIN_VALUE, counter.get());
    }

    @Test
    void itChangesOnlyWhatIsAsExpected() {
        Counter counter = newCounter("counter");
        assertFalse(counter.compareAndSet(1, 2));
        assertEquals(0, counter.get());
        assertTrue(counter.compareAndSet(0, 1L << 40));
        assertFalse(counter.compareAndSet(0, 7), "all 64 bits are compared");
        assertEquals(1L << 40, counter.get());
    }

    @Test
    void itWrapsRound() {
        Counter counter = newCounter("counter");
        assertEquals(0, counter.set(Long.MAX_VALUE));
        assertEquals(Long.MIN_VALUE, counter.add(1));
        assertEquals(Long.MAX_VALUE, counter.add(-1));
        assertEquals(-2, counter.add(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @EnumSource
    void noAdditionIsLost(ThreadKind kind) throws Exception {
        Counter counter = newCounter("counter");
        List<Caller<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(kind.call(() -> {
                for (int round = 0; round < 20_000; round++) {
                    counter.add(3);
                    long seen;
                    do {
                        seen = counter.get();
                    } while (!counter.compareAndSet(seen, seen - 1));
                }
                return null;
            }));
        }
        for (Caller<Void> caller : callers) {
            caller.result();
        }
        assertEquals(4 * 20_000 * 2, counter.get());
    }

    @Test
    void everyAdditionSeesAValueOfItsOwn() throws Exception {
        Counter counter = newCounter("tickets");
        boolean[] taken = new boolean[40_001];
        List<Caller<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Caller.platform(() -> {
                for (int round = 0; round < 10_000; round++) {
                    int mine = (int) counter.add(1);
                    assertFalse(taken[mine]);
                    taken[mine] = true;
                }
                return null;
            }));
        }
        for (Caller<Void> caller : callers) {
            caller.result();
        }
        for (int value = 1; value <= 40_000; value++) {
            assertTrue(taken[value]);
        }
    }

    @Test
    void aChangeHappensBeforeTheCallThatSeesIt() throws Exception {
        for (int round = 0; round < 200; round++) {
            Counter counter = newCounter("published");
            int[] plain = {0};
            Caller<Integer> reader = Caller.platform(() -> {
                while (counter.get() == 0) {
                    Thread.yield();
                }
                return plain[0];
            });
            plain[0] = 1;
            counter.add(1);
            assertEquals(1, reader.result());
        }
    }

    @Test
    void itsTextShowsNameAndValue() {
        Counter counter = newCounter("the-counter");
        assertEquals("the-counter", counter.name());
        counter.set(-4711);
        assertTrue(counter.toString().contains("the-counter"), counter::toString);
        assertTrue(counter.toString().contains("-4711"), counter::toString);
    }
}
