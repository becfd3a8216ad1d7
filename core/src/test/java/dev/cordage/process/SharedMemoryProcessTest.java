package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.memory.Blocks;
import dev.cordage.internal.memory.Places;
import dev.cordage.internal.memory.Places.Place;
import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared memory between processes, some of which are killed. */
@Timeout(60)
class SharedMemoryProcessTest extends ProcessPoolFixture {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** What a task leaves on its worker. */
    private static final Map<String, Object> KEPT = new ConcurrentHashMap<>();

    /** Creates memory of the name given, in the folder given, and waits to be killed; or exits. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws Exception {
            SharedMemory memory = SharedMemory.create(here(Path.of(args[0])), args[1], 4096, "");
            memory.segment().set(LONG, 0, 4711);
            System.out.println("ready");
            if (args[2].equals("wait")) {
                int _ = System.in.read();
            }
        }
    }

    /** Tries once to create memory of the name given, and says whether it could; has it until its input ends. */
    static final class Candidate {
        private Candidate() {}

        public static void main(String[] args) throws Exception {
            System.out.println("ready");
            int _ = System.in.read();
            try (SharedMemory memory = SharedMemory.create(here(Path.of(args[0])), args[1], 4096, "")) {
                System.out.println("has it");
                while (System.in.read() >= 0) {
                    memory.segment().set(LONG, 0, 1);
                }
            } catch (FileAlreadyExistsException e) {
                System.out.println("exists");
            }
        }
    }

    /** Fails to create memory, since a file may not be as long. */
    static final class Limited {
        private Limited() {}

        public static void main(String[] args) {
            try (SharedMemory _ = SharedMemory.create(here(Path.of(args[0])), "a", 50_000_000, "")) {
                System.out.println("created");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static Places here(Path folder) {
        return new Places(List.of(new Place(folder, false)));
    }

    private static void assertReady(Process process) throws Exception {
        assertEquals("ready", Bounded.call(process.inputReader()::readLine));
    }

    private static void end(Process process) throws Exception {
        process.destroyForcibly();
        assertTrue(process.waitFor(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
        process.getInputStream().close();
        process.getOutputStream().close();
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder)).toList();
        }
    }

    /** What killed workers have left, which the next JVM would find. */
    @AfterEach
    void tidyUp() throws IOException {
        Blocks.sweep(Places.usual());
    }

    @Test
    void aTaskReadsAndWritesTheMemoryOfItsParent() throws Exception {
        ProcessPool pool = open(2);
        try (SharedMemory memory = SharedMemory.create(1 << 16)) {
            memory.segment().set(LONG, 0, 20);
            Bounded.get(pool.submit(() -> {
                MemorySegment segment = memory.segment();
                segment.set(LONG, 8, segment.get(LONG, 0) + 1);
            }));
            assertEquals(21, memory.segment().get(LONG, 8));
            memory.segment().set(LONG, 0, 30);
            assertEquals(30, Bounded.get(pool.submit(() -> memory.segment().get(LONG, 0))));
            assertFalse(Bounded.get(pool.submit(() -> memory.isOwner())));
        }
    }

    @Test
    void aWorkerHasOneHandleAndOneMapping() throws Exception {
        ProcessPool pool = open(1);
        try (SharedMemory memory = SharedMemory.create(1 << 16)) {
            String file = memory.block().file().toString();
            Bounded.get(pool.submit(() -> {
                KEPT.put("handle", memory);
            }));
            assertTrue(Bounded.get(pool.submit(() -> KEPT.get("handle") == memory)));
            assertEquals(1, Bounded.get(pool.submit(() -> mappingsOf(file))));
        }
    }

    private static int mappingsOf(String file) throws IOException {
        return (int) Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains(file))
                .count();
    }

    @Test
    void aWorkerLetsGoOfMemoryThatNobodyThereUses() throws Exception {
        ProcessPool pool = open(1);
        String file;
        try (SharedMemory memory = SharedMemory.create(1 << 16)) {
            file = memory.block().file().toString();
            assertEquals(1, Bounded.get(pool.submit(() -> {
                memory.segment().set(LONG, 0, 1);
                return mappingsOf(file);
            })));
        }
        Bounded.until("the worker to unmap it", () -> {
            try {
                return Bounded.get(pool.submit(() -> {
                            System.gc();
                            return mappingsOf(file);
                        }))
                        == 0;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aSegmentKeepsReceivedMemoryWhateverIsCollected() throws Exception {
        ProcessPool pool = open(1);
        try (SharedMemory memory = SharedMemory.create(1 << 16)) {
            memory.segment().set(LONG, 0, 7);
            Bounded.get(pool.submit(() -> {
                KEPT.put("segment", memory.segment().asSlice(0, 8));
            }));
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(7, Bounded.get(pool.submit(() -> {
                System.gc();
                return ((MemorySegment) KEPT.get("segment")).get(LONG, 0);
            })));
        }
    }

    @Test
    void aWorkerHasAWorkersMemoryAsLongAsTheWorkerLives() throws Exception {
        ProcessPool pool = open(1);
        SharedMemory theirs = Bounded.get(pool.submit(() -> {
            SharedMemory memory = SharedMemory.create(4096);
            memory.segment().set(LONG, 0, 99);
            return memory;
        }));
        assertEquals(99, theirs.segment().get(LONG, 0));
        assertFalse(theirs.isOwner());
        signal("KILL", pidOf(pool));
        assertEquals(99, theirs.segment().get(LONG, 0));
        Bounded.until("the name to end with its owner", () -> {
            try (SharedMemory _ = SharedMemory.open(theirs.name())) {
                return false;
            } catch (NoSuchFileException _) {
                return true;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        theirs.close();
        assertThrows(IllegalStateException.class, theirs::segment);
    }

    @Test
    void aKilledWorkerLeavesTheMemoryAsItIs() throws Exception {
        ProcessPool pool = open(1);
        Gate written = gate();
        Gate never = gate();
        try (SharedMemory memory = SharedMemory.create(1 << 16)) {
            TaskFuture<?> dying = pool.submit(() -> {
                memory.segment().fill((byte) 3);
                written.open();
                never.awaitUninterruptibly();
            });
            written.await();
            signal("KILL", pidOf(pool, 0));
            assertInstanceOf(WorkerDiedException.class, Bounded.failureOf(dying));
            assertEquals(3, memory.segment().get(ValueLayout.JAVA_BYTE, 12_345));
            memory.segment().set(LONG, 0, 1);
            assertEquals(1, Bounded.get(pool.submit(() -> memory.segment().get(LONG, 0))));
        }
    }

    @Test
    void aTaskThatComesAfterItsMemoryWasClosedFailsSayingSo() throws Exception {
        ProcessPool pool = open(1);
        Busy busy = occupy(pool);
        TaskFuture<Long> late;
        try (SharedMemory memory = SharedMemory.create(4096)) {
            late = pool.submit(() -> memory.segment().get(LONG, 0));
        }
        busy.end().open();
        Throwable failure = Bounded.failureOf(late);
        while (failure.getCause() != null && !(failure instanceof InvalidObjectException)) {
            failure = failure.getCause();
        }
        assertContains("can't be opened", failure.toString());
    }

    @Test
    void aHandleGoesThroughAPipe() throws Exception {
        ProcessPool pool = open(1);
        try (SharedMemory memory = SharedMemory.create(4096);
                PipeEnd.Pair pair = PipeEnd.pair()) {
            PipeEnd there = pair.second();
            TaskFuture<?> task = pool.submitChecked(() -> {
                SharedMemory received = (SharedMemory) there.receive();
                received.segment().set(LONG, 0, 55);
                there.send(received);
            });
            pair.first().send(memory);
            assertEquals(memory, Bounded.call(pair.first()::receive));
            assertEquals(55, memory.segment().get(LONG, 0));
            Bounded.get(task);
        }
    }

    @Test
    void theNameOfAKilledOwnerEndsAtOnceAndIsFreeForTheNext() throws Exception {
        Process owner = ChildJvm.of(Owner.class)
                .arguments(folder.toString(), "a", "wait")
                .start();
        try {
            assertReady(owner);
            try (SharedMemory opened = SharedMemory.open(here(folder), "a")) {
                assertEquals(4711, opened.segment().get(LONG, 0));
                assertThrows(FileAlreadyExistsException.class, () -> SharedMemory.create(here(folder), "a", 1, ""));
                end(owner);
                assertThrows(NoSuchFileException.class, () -> SharedMemory.open(here(folder), "a"));
                assertEquals(4711, opened.segment().get(LONG, 0));
                try (SharedMemory next = SharedMemory.create(here(folder), "a", 8, "")) {
                    assertEquals(0, next.segment().get(LONG, 0));
                    assertEquals(4711, opened.segment().get(LONG, 0));
                }
            }
        } finally {
            end(owner);
        }
    }

    @Test
    void whatAKilledOwnerLeftIsDeletedByTheNextJvm() throws Exception {
        Process owner = ChildJvm.of(Owner.class)
                .arguments(folder.toString(), "a", "wait")
                .start();
        try {
            assertReady(owner);
        } finally {
            end(owner);
        }
        List<Path> left = entries();
        assertFalse(left.isEmpty());
        Process next = ChildJvm.of(Owner.class)
                .arguments(folder.toString(), "b", "wait")
                .start();
        try {
            assertReady(next);
            Bounded.until(
                    "what was left to be deleted",
                    () -> left.stream()
                            .filter(path -> !path.getFileName().toString().startsWith("cordage.names-"))
                            .noneMatch(Files::exists));
        } finally {
            end(next);
        }
    }

    @Test
    void whatAKilledOwnerLeftCanBeSweptAtOnceAndWhatALivingHasStays() throws Exception {
        Process owner = ChildJvm.of(Owner.class)
                .arguments(folder.toString(), "a", "wait")
                .start();
        try {
            assertReady(owner);
            try (SharedMemory mine = SharedMemory.create(here(folder), "b", 8, "")) {
                Blocks.sweep(here(folder));
                SharedMemory.open(here(folder), "a").close();
                end(owner);
                Blocks.sweep(here(folder));
                SharedMemory.open(here(folder), "b").close();
                assertTrue(Files.exists(mine.block().file()));
            }
            assertEquals(List.of(), entries());
        } finally {
            end(owner);
        }
    }

    @Test
    void anOwnerThatExitsWithoutClosingLeavesNothing() throws Exception {
        ChildJvm.of(Owner.class).arguments(folder.toString(), "a", "exit").run();
        assertEquals(List.of(), entries());
    }

    @Test
    void ofSeveralProcessesThatCreateANameOneHasIt() throws Exception {
        List<Process> candidates = new ArrayList<>();
        try {
            Process dead = ChildJvm.of(Owner.class)
                    .arguments(folder.toString(), "a", "wait")
                    .start();
            candidates.add(dead);
            assertReady(dead);
            end(dead); // so that each of them has something to replace
            for (int i = 0; i < 4; i++) {
                candidates.add(ChildJvm.of(Candidate.class)
                        .arguments(folder.toString(), "a")
                        .start());
            }
            candidates.removeFirst();
            for (Process candidate : candidates) {
                assertReady(candidate);
            }
            for (Process candidate : candidates) {
                candidate.getOutputStream().write('g');
                candidate.getOutputStream().flush();
            }
            List<String> outcomes = new ArrayList<>();
            for (Process candidate : candidates) {
                outcomes.add(Bounded.call(candidate.inputReader()::readLine));
            }
            outcomes.sort(null);
            assertEquals(List.of("exists", "exists", "exists", "has it"), outcomes);
        } finally {
            for (Process candidate : candidates) {
                end(candidate);
            }
        }
    }

    @Test
    void aFileThatCantBecomeLongEnoughIsAnErrorAndLeavesNothing() throws Exception {
        ChildJvm.Result result = ChildJvm.of(Limited.class)
                .after("ulimit -f 20000")
                .options("-XX:-UsePerfData")
                .arguments(folder.toString())
                .run();
        assertContains("no place for 50000000 bytes of shared memory", result.output());
        assertContains("File too large", result.output());
        assertEquals(List.of(), entries());
    }

    @Test
    void handingMuchMemoryToWorkersCopiesNothing() throws Exception {
        int workers = 2;
        long size = 64 << 20;
        ProcessPool pool = open(workers);
        try (SharedMemory memory = SharedMemory.create(size)) {
            memory.segment().fill((byte) 1);
            List<TaskFuture<long[]>> parts = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                long from = size / workers * i;
                parts.add(pool.submit(() -> {
                    long before = anonymousMemory();
                    MemorySegment part = memory.segment().asSlice(from, size / workers);
                    long sum = 0;
                    for (long at = 0; at < part.byteSize(); at++) {
                        sum += part.get(ValueLayout.JAVA_BYTE, at);
                    }
                    return new long[] {sum, anonymousMemory() - before};
                }));
            }
            for (TaskFuture<long[]> part : parts) {
                long[] result = Bounded.get(part);
                assertEquals(size / workers, result[0]);
                assertTrue(result[1] < size / workers / 2, "grown by " + result[1]);
            }
        }
    }

    /** How much memory of its own this process has, in bytes. */
    private static long anonymousMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("RssAnon:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new AssertionError("no RssAnon");
    }
}
