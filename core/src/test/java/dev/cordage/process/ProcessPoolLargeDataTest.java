package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Large arguments and results, whole or not at all, and their files gone with them. */
class ProcessPoolLargeDataTest extends ProcessPoolFixture {
    private static final int LARGE = 100 << 20;

    private static double[] numbers(int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i / 3.0;
        }
        return numbers;
    }

    @Test
    void aLargeArrayTravelsThereAndBack() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).heap("512m"));
        double[] numbers = numbers(10_000_000);
        double[] back = Bounded.get(pool.submit(() -> {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = -numbers[i];
            }
            return numbers;
        }));
        assertEquals(numbers.length, back.length);
        assertEquals(0.0, numbers[0]);
        for (int i = 0; i < numbers.length; i += 9_999) {
            assertEquals(-numbers[i], back[i]);
        }
    }

    @Test
    void sizesAroundTheThresholdsTravel() throws Exception {
        ProcessPool pool = open(1);
        for (int size : new int[] {0, 1, 65_535, 65_536, (1 << 20) - 100, 1 << 20, (1 << 20) + 1, 5_000_000}) {
            byte[] bytes = new byte[size];
            new java.util.Random(size).nextBytes(bytes);
            assertArrayEquals(bytes, Bounded.get(pool.submit(() -> bytes)), () -> "of " + size + " bytes");
        }
    }

    /** Of 100 MB as written; halts the JVM halfway, where it is told to. */
    private static final class Fragile implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        final boolean whenWritten;

        Fragile(boolean whenWritten) {
            this.whenWritten = whenWritten;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < LARGE >> 20; i++) {
                if (i == 50 && whenWritten && WorkerProcess.current().isPresent()) {
                    Runtime.getRuntime().halt(8);
                }
                out.write(chunk);
            }
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < LARGE >> 20; i++) {
                if (i == 50 && !whenWritten && WorkerProcess.current().isPresent()) {
                    Runtime.getRuntime().halt(9);
                }
                in.readFully(chunk);
            }
        }
    }

    @Test
    void aWorkerThatDiesHalfwayThroughALargeResultDeliversNothing() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).heap("512m"));
        TaskFuture<Fragile> future = pool.submit(() -> new Fragile(true));
        assertEquals(OptionalInt.of(8), deathOf(future).exitCode());
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
    }

    @Test
    void aWorkerThatDiesWhileItReadsALargeArgumentFailsTheTask() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).heap("512m"));
        Fragile fragile = new Fragile(false);
        TaskFuture<Boolean> future = pool.submit(() -> fragile.whenWritten);
        TaskFuture<Integer> behind = pool.submit(() -> 1);
        assertEquals(OptionalInt.of(9), deathOf(future).exitCode());
        assertEquals(1, Bounded.get(behind));
    }

    @Test
    void aWorkerThatIsKilledAmidLargeResultsLeavesNoFiles() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).heap("512m"));
        long pid = pidOf(pool);
        List<TaskFuture<byte[]>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            futures.add(pool.submit(() -> new byte[20 << 20]));
        }
        Bounded.get(futures.get(1));
        signal("KILL", pid);
        int lost = 0;
        for (TaskFuture<byte[]> future : futures) {
            future.await();
            if (future.state() == java.util.concurrent.Future.State.FAILED) {
                lost++;
                deathOf(future);
            } else {
                assertEquals(20 << 20, future.resultNow().length);
            }
        }
        assertTrue(lost <= 1, lost + " were lost");
    }

    /** Just below what goes by file, so that it has to go by the socket, which is soon full. */
    @Test
    void submittingToAStoppedWorkerBlocksNobodyAndIsUndoneByItsDeath() throws Exception {
        ProcessPool pool = open(1);
        for (int i = 0; i < 200; i++) {
            Bounded.get(pool.submit(() -> {}));
        }
        long pid = pidOf(pool);
        signal("STOP", pid);
        byte[] bytes = new byte[900_000];
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            futures.add(Bounded.call(() -> pool.submit(() -> bytes.length)));
        }
        signal("KILL", pid);
        for (TaskFuture<Integer> future : futures) {
            assertEquals(bytes.length, Bounded.get(future)); // nothing was begun, so nothing is lost
        }
    }

    @Test
    void aLargeArgumentOfACancelledTaskIsDeleted() throws Exception {
        ProcessPool pool = open(1);
        Busy busy = occupy(pool);
        byte[] bytes = new byte[30 << 20];
        TaskFuture<Integer> future = pool.submit(() -> bytes.length);
        assertTrue(future.cancel(false));
        Gate ran = gate();
        assertFalse(ran.isOpen());
        busy.end().open();
        pidOf(pool);
    }

    @Test
    void aHeapThatIsTooSmallForAnArgumentFailsTheTaskOnly() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).heap("32m"));
        byte[] bytes = new byte[100 << 20];
        Throwable failure = Bounded.failureOf(pool.submit(() -> bytes.length));
        assertTrue(
                failure instanceof OutOfMemoryError
                        || failure instanceof WorkerDiedException
                        || failure instanceof IOException,
                failure::toString);
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
    }
}
