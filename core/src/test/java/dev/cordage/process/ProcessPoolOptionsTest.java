package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Codec;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.task.WhenFull;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every option of a pool does what it says. */
class ProcessPoolOptionsTest extends ProcessPoolFixture {

    private static ProcessPool.Builder oneWorker() {
        return ProcessPool.builder().workers(1);
    }

    // ---- who comes and who goes
    // -------------------------------------------------------------------------------------------------

    @Test
    void aWorkerLeavesAfterItsShareOfTasks() throws Exception {
        ProcessPool pool = open(oneWorker().maxTasksPerWorker(3));
        Set<Long> pids = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            pids.add(pidOf(pool));
        }
        assertEquals(3, pids.size());
        assertEquals(0, pool.statistics().deaths().size());
    }

    @Test
    void noTaskIsLostWhileWorkersLeaveOneAfterTheOther() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(2).maxTasksPerWorker(40));
        List<TaskFuture<Integer>> futures = new java.util.ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int n = i;
            futures.add(pool.submit(() -> n));
        }
        for (int i = 0; i < 300; i++) {
            assertEquals(i, Bounded.get(futures.get(i)));
        }
    }

    @Test
    void anIdleWorkerLeavesAndTheNextTaskGetsANewOne() throws Exception {
        ProcessPool pool = open(oneWorker().workerIdle(Duration.ofMillis(100)));
        long pid = pidOf(pool);
        untilGone(pid);
        Bounded.until("no worker", () -> pool.statistics().workers() == 0);
        assertNotEquals(pid, pidOf(pool));
        assertEquals(0, pool.statistics().deaths().size());
        assertEquals(pid, pool.statistics().gone().getFirst().pid());
    }

    @Test
    void aSpareTakesThePlaceOfAWorkerThatDied() throws Exception {
        ProcessPool pool = open(oneWorker().spares(1));
        long pid = pidOf(pool);
        Bounded.until(
                "a spare",
                () -> pool.statistics().perWorker().stream()
                        .anyMatch(worker -> worker.state().equals("spare")));
        long spare = pool.statistics().perWorker().stream()
                .filter(worker -> worker.state().equals("spare"))
                .findFirst()
                .orElseThrow()
                .pid();
        Busy busy = occupy(pool);
        TaskFuture<Long> next = pool.submit(ProcessPoolFixture::pid);
        signal("KILL", pid);
        deathOf(busy.future());
        assertEquals(spare, Bounded.get(next));
        Bounded.until(
                "another spare",
                () -> pool.statistics().perWorker().stream()
                        .anyMatch(worker -> worker.state().equals("spare") && worker.pid() != spare));
    }

    // ---- memory
    // --------------------------------------------------------------------------------------------------------------------

    @Test
    void aWorkerThatHoldsTooMuchMemoryIsKilled() throws Exception {
        ProcessPool pool = open(oneWorker().heap("512m").maxRss("150m"));
        Gate never = gate();
        TaskFuture<?> future = pool.submitChecked(() -> {
            byte[] bytes = new byte[300 << 20];
            Arrays.fill(bytes, (byte) 1);
            never.await();
            assertEquals(1, bytes[7]);
        });
        WorkerDiedException death = deathOf(future);
        assertContains("maxRss", death.getMessage());
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
    }

    @Test
    void theHeapIsWhatWasAskedFor() throws Exception {
        ProcessPool pool = open(oneWorker().heap("48m"));
        long heap = Bounded.get(pool.submit(() -> Runtime.getRuntime().maxMemory()));
        assertTrue(heap > 40L << 20 && heap <= 48L << 20, heap + " bytes");
    }

    @Test
    void anOptionOfTheJvmWinsOverThePools() throws Exception {
        ProcessPool pool = open(oneWorker().heap("48m").jvmArgs("-Xmx96m", "-Dsome.property=a b"));
        long heap = Bounded.get(pool.submit(() -> Runtime.getRuntime().maxMemory()));
        assertTrue(heap > 60L << 20, heap + " bytes");
        assertEquals("a b", Bounded.get(pool.submit(() -> System.getProperty("some.property"))));
    }

    // ---- surroundings
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void environmentAndWorkingDirectoryAreTheWorkers() throws Exception {
        ProcessPool pool = open(
                oneWorker().env("CORDAGE_TEST", "ä b").env("CORDAGE_EMPTY", "").workingDirectory(folder));
        assertEquals("", Bounded.get(pool.submit(() -> System.getenv("CORDAGE_EMPTY"))));
        assertTrue(Bounded.get(pool.submit(() -> System.getenv("CORDAGE_TEST"))).endsWith(" b"));
        assertEquals(System.getenv("PATH"), Bounded.get(pool.submit(() -> System.getenv("PATH"))));
        String directory =
                Bounded.get(pool.submit(() -> Path.of("").toRealPath().toString()));
        assertEquals(folder.toRealPath().toString(), directory);
    }

    @Test
    void aWorkingDirectoryThatIsNotThereIsRefusedWithItsName() {
        Path nowhere = folder.resolve("nowhere");
        assertContains(
                "nowhere",
                assertThrows(IllegalArgumentException.class, () -> oneWorker().workingDirectory(nowhere))
                        .getMessage());
    }

    @Test
    void workersAndThreadsHaveTheNameOfThePool() throws Exception {
        ProcessPool pool = open(oneWorker().name("census"));
        assertEquals("census", pool.name());
        WorkerProcess.Self self =
                Bounded.get(pool.submit(() -> WorkerProcess.current().orElseThrow()));
        assertEquals("census-1", self.name());
        assertEquals("census", self.pool());
        assertEquals(ProcessHandle.current().pid(), self.parent());
        assertEquals(1, self.depth());
        assertEquals(self.pid(), pidOf(pool));
    }

    @Test
    void theSubmitSiteCanBeSwitchedOff() throws Exception {
        ProcessPool pool = open(oneWorker().submitSites(false));
        TaskFuture<?> future = pool.submitChecked(() -> {
            throw new IOException("no");
        });
        assertEquals(0, Bounded.failureOf(future).getSuppressed().length);
        assertTrue(future.submitSite().isEmpty());
    }

    // ---- bounds
    // ------------------------------------------------------------------------------------------------------------------

    @Test
    void aFullQueueRejects() throws Exception {
        ProcessPool pool = open(oneWorker().queueBound(2).whenFull(WhenFull.REJECT));
        Busy busy = occupy(pool);
        TaskFuture<Integer> one = pool.submit(() -> 1);
        TaskFuture<Integer> two = pool.submit(() -> 2);
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> pool.submit(TaskOptions.named("third"), () -> 3));
        assertContains("third", refused.getMessage());
        assertContains("full", refused.getMessage());
        assertTrue(two.cancel(false));
        TaskFuture<Integer> four = pool.submit(() -> 4);
        busy.end().open();
        assertEquals(1, Bounded.get(one));
        assertEquals(4, Bounded.get(four));
    }

    @Test
    void aFullQueueMakesTheSubmitterWait() throws Exception {
        ProcessPool pool = open(oneWorker().queueBound(1));
        Busy busy = occupy(pool);
        pool.submit(() -> 1);
        Bounded.Caller<TaskFuture<Integer>> waiting = Bounded.Caller.platform(() -> pool.submit(() -> 2));
        waiting.untilWaiting();
        assertFalse(waiting.isDone());
        assertTrue(pool.trySubmit(TaskOptions.none(), () -> 3, Duration.ofMillis(10))
                .isEmpty());
        busy.end().open();
        assertEquals(2, Bounded.get(waiting.result()));
    }

    @Test
    void aFullQueueMakesTheSubmitterRunTheTask() throws Exception {
        ProcessPool pool = open(oneWorker().queueBound(0).whenFull(WhenFull.RUN_IN_CALLER));
        Busy busy = occupy(pool);
        TaskFuture<Long> here = pool.submit(ProcessPoolFixture::pid);
        assertEquals(ProcessHandle.current().pid(), here.resultNow());
        busy.end().open();
        Bounded.get(busy.future());
        Bounded.until("an idle worker", () -> pool.statistics().running() == 0);
        assertNotEquals(ProcessHandle.current().pid(), pidOf(pool));
    }

    @Test
    void theQueueIsBoundInBytesToo() throws Exception {
        ProcessPool pool = open(oneWorker().queueBytes(1_000_000).whenFull(WhenFull.REJECT));
        Busy busy = occupy(pool);
        byte[] bytes = new byte[600_000];
        TaskFuture<Integer> one = pool.submit(() -> bytes.length);
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> bytes.length));
        assertContains("queueBytes 1000000", refused.getMessage());
        TaskFuture<Integer> small = pool.submit(() -> 1);
        busy.end().open();
        assertEquals(600_000, Bounded.get(one));
        assertEquals(1, Bounded.get(small));
        assertEquals(600_000, Bounded.get(pool.submit(() -> bytes.length)));
    }

    @Test
    void aSingleTaskIsAcceptedHoweverManyBytesItHas() throws Exception {
        ProcessPool pool = open(oneWorker().queueBytes(1).whenFull(WhenFull.REJECT));
        byte[] bytes = new byte[600_000];
        assertEquals(600_000, Bounded.get(pool.submit(() -> bytes.length)));
    }

    // ---- codec
    // -------------------------------------------------------------------------------------------------------------------

    /** Java serialisation, upside down. */
    public static final class Mirror implements Codec {
        @Override
        public byte[] encode(@Nullable Object object) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            return mirrored(bytes.toByteArray());
        }

        @Override
        public @Nullable Object decode(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
            InputStream in = new ByteArrayInputStream(mirrored(bytes));
            try (ObjectInputStream objects = new ObjectInputStream(in) {
                @Override
                protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
                    return Class.forName(type.getName(), false, loader);
                }
            }) {
                return objects.readObject();
            }
        }

        private static byte[] mirrored(byte[] bytes) {
            byte[] mirrored = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                mirrored[i] = bytes[bytes.length - 1 - i];
            }
            return mirrored;
        }
    }

    /** Not for use: its constructor is not public. */
    private static final class Hidden implements Codec {
        @Override
        public byte[] encode(@Nullable Object object) {
            return new byte[0];
        }

        @Override
        public @Nullable Object decode(byte[] bytes, ClassLoader loader) {
            return null;
        }
    }

    @Test
    void aCodecOfTheUsersCarriesTasksAndValues() throws Exception {
        ProcessPool pool = open(oneWorker().codec(new Mirror()));
        String text = "cordage";
        assertEquals("cordage!", Bounded.get(pool.submit(() -> text + "!")));
        assertEquals(
                List.of(1, 4, 9),
                pool.map((Integer n) -> n * n, List.of(1, 2, 3)).toList());
        Throwable failure = Bounded.failureOf(pool.submitChecked(() -> {
            throw new IOException("no");
        }));
        assertInstanceOf(IOException.class, failure);
        Object lock = new Object();
        assertThrows(IllegalArgumentException.class, () -> pool.submit(() -> lock.hashCode()));
        Throwable unsent = Bounded.failureOf(pool.submit(() -> new Object()));
        assertInstanceOf(IOException.class, unsent);
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
    }

    @Test
    void aCodecThatAWorkerCannotMakeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ProcessPool.builder().codec(new Hidden()));
    }

    // ---- what is refused
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void badOptionsAreRefusedAtOnceSayingWhatWasGiven() {
        ProcessPool.Builder builder = ProcessPool.builder();
        for (var bad : List.<org.junit.jupiter.api.function.Executable>of(
                () -> builder.workers(0),
                () -> builder.spares(-1),
                () -> builder.queueBound(-1),
                () -> builder.queueBytes(0),
                () -> builder.retries(-1),
                () -> builder.maxTasksPerWorker(0),
                () -> builder.taskTimeout(Duration.ZERO),
                () -> builder.grace(Duration.ofMillis(-1)),
                () -> builder.startTimeout(Duration.ZERO),
                () -> builder.workerIdle(Duration.ZERO),
                () -> builder.heap("many"),
                () -> builder.heap("1"),
                () -> builder.maxRss("-1m"),
                () -> builder.debugPort(0),
                () -> builder.debugPort(70_000),
                () -> builder.env("a=b", "c"),
                () -> builder.env("", "c"),
                () -> builder.jvmArgs(""),
                () -> builder.name(""))) {
            assertThrows(IllegalArgumentException.class, bad);
        }
        IllegalStateException conflict = assertThrows(
                IllegalStateException.class,
                () -> ProcessPool.builder().workers(2).debugPort(5005).build());
        assertContains("5005", conflict.getMessage());
    }
}
