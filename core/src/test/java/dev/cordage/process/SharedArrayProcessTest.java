package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Arrays in shared memory between processes. */
@Timeout(60)
class SharedArrayProcessTest extends ProcessPoolFixture {
    @Test
    void tasksFillTheirSlices() throws Exception {
        ProcessPool pool = open(2);
        try (SharedArray.OfDoubles squares = SharedArray.ofDoubles(1000)) {
            List<TaskFuture<?>> tasks = new ArrayList<>();
            for (int from = 0; from < 1000; from += 100) {
                int first = from;
                SharedArray.OfDoubles part = squares.slice(from, from + 100);
                tasks.add(pool.submit(() -> {
                    for (long i = 0; i < part.length(); i++) {
                        part.set(i, (double) (first + i) * (first + i));
                    }
                }));
            }
            for (TaskFuture<?> task : tasks) {
                Bounded.get(task);
            }
            for (int i = 0; i < 1000; i++) {
                assertEquals((double) i * i, squares.get(i));
            }
        }
    }

    @Test
    void additionsOfSeveralProcessesAreAllThere() throws Exception {
        ProcessPool pool = open(2);
        try (SharedArray.OfLongs longs = SharedArray.ofLongs(1);
                SharedArray.OfDoubles doubles = SharedArray.ofDoubles(1);
                SharedArray.OfInts ints = SharedArray.ofInts(1);
                SharedArray.OfFloats floats = SharedArray.ofFloats(1)) {
            List<TaskFuture<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                tasks.add(pool.submit(() -> {
                    for (int k = 0; k < 100_000; k++) {
                        longs.getAndAdd(0, 1);
                        doubles.getAndAdd(0, 1);
                        ints.getAndAdd(0, 1);
                        floats.getAndAdd(0, 1);
                    }
                }));
            }
            for (TaskFuture<?> task : tasks) {
                Bounded.get(task);
            }
            assertEquals(200_000, longs.get(0));
            assertEquals(200_000, doubles.get(0));
            assertEquals(200_000, ints.get(0));
            assertEquals(200_000, floats.get(0));
        }
    }

    @Test
    void anArrayComesBackAsTheSame() throws Exception {
        ProcessPool pool = open(1);
        try (SharedArray.OfBytes bytes = SharedArray.ofBytes(10)) {
            SharedArray.OfBytes back = Bounded.get(pool.submit(() -> {
                bytes.set(5, (byte) 6);
                return bytes.slice(5, 10);
            }));
            assertEquals(bytes.slice(5, 10), back);
            assertEquals(6, back.get(0));
            assertEquals(bytes.memory(), back.memory());
        }
    }

    @Test
    void anArrayThatWasReceivedAndClosedCantBeUsed() throws Exception {
        ProcessPool pool = open(1);
        SharedArray.OfInts theirs = Bounded.get(pool.submit(() -> SharedArray.ofInts(3)));
        SharedArray.OfInts slice = theirs.slice(1, 2);
        slice.set(0, 4);
        assertEquals(4, theirs.get(1));
        theirs.close();
        assertThrows(IllegalStateException.class, () -> theirs.get(1));
        assertThrows(IllegalStateException.class, () -> slice.set(0, 1));
        assertThrows(IllegalStateException.class, theirs::toArray);
        assertEquals("SharedArray[3 ints of " + theirs.memory().name() + ", closed]", theirs.toString());
        pool.close(); // a worker that exits in order leaves nothing of its own
    }
}
