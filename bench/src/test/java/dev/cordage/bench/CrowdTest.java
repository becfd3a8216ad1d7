package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class CrowdTest {
    @ParameterizedTest
    @EnumSource
    void allRunAtTheSameTimeInThreadsOfTheirOwn(Crowd crowd) throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CyclicBarrier all = new CyclicBarrier(3);
        Stopwatch.Body body = () -> {
            threads.add(Thread.currentThread());
            all.await();
        };
        assertTrue(crowd.seconds(List.of(body, body, body)) > 0);
        assertEquals(3, threads.size());
        for (Thread thread : threads) {
            assertEquals(crowd == Crowd.VIRTUAL, thread.isVirtual());
            assertEquals(Thread.State.TERMINATED, thread.getState());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureEndsThoseThatWaitForIt(Crowd crowd) {
        Error failure = new AssertionError("no");
        Stopwatch.Body failing = () -> {
            throw failure;
        };
        CountDownLatch never = new CountDownLatch(1);
        Exception thrown =
                assertThrows(IllegalStateException.class, () -> crowd.seconds(List.of(never::await, failing)));
        assertSame(failure, thrown.getCause());
    }
}
