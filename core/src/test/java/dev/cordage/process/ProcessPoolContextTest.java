package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.cordage.task.ContextCarrier;
import dev.cordage.testing.Bounded;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Context of the submitter is there in the worker, if its carrier is registered as a service. */
class ProcessPoolContextTest extends ProcessPoolFixture {
    private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

    /** Registered in {@code META-INF/services}; carries nothing unless a test here has set something. */
    public static final class TenantCarrier implements ContextCarrier<String> {
        @Override
        public String name() {
            return "dev.cordage.test.tenant";
        }

        @Override
        public @Nullable String capture() {
            return TENANT.get();
        }

        @Override
        public <T> T with(String snapshot, Callable<T> body) throws Exception {
            String before = TENANT.get();
            TENANT.set(snapshot);
            try {
                return body.call();
            } finally {
                TENANT.set(before);
            }
        }
    }

    @AfterEach
    void forget() {
        TENANT.remove();
    }

    @Test
    void whatTheSubmitterHadIsThereAndGoneForTheNextTask() throws Exception {
        ProcessPool pool = open(1);
        TENANT.set("blue");
        assertEquals("blue", Bounded.get(pool.submit(() -> TENANT.get())));
        TENANT.remove();
        assertNull(Bounded.get(pool.submit(() -> TENANT.get())));
        TENANT.set("green");
        assertEquals(
                List.of("green1", "green2"),
                pool.map((Integer n) -> TENANT.get() + n, List.of(1, 2)).toList());
    }

    @Test
    void itIsThereInASingleProcessToo() throws Exception {
        TENANT.set("red");
        WorkerProcess<String> process = WorkerProcess.start(() -> TENANT.get());
        assertEquals("red", Bounded.get(process));
        process.join();
    }
}
