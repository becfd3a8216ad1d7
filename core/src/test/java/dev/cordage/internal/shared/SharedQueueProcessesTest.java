package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a queue keeps when processes share it, and die. */
@ExtendWith(LeakCheck.class)
class SharedQueueProcessesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SharedFixture shared = new SharedFixture();

    @AfterEach
    void close() {
        shared.close();
    }

    private record Order(int id, String text, List<Integer> parts) implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /** Can be sent, but not rebuilt. */
    private static final class Broken implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("broken on purpose");
        }
    }

    private SharedQueue<Object> queue(int capacity) {
        return SharedQueue.create(shared.region(), capacity, "orders");
    }

    private static SharedQueue<Object> its(PlayedProcess process, SharedQueue<Object> queue) {
        return QueueScenarios.in(process.region(), queue.base());
    }

    private List<String> files(String kind) throws IOException {
        try (Stream<Path> all = Files.list(shared.region().folder())) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("queue-") && name.contains(kind))
                    .toList();
        }
    }

    // ---- the living ----------------------------------------------------------------------------------------------

    @Test
    void itemsOfAllSortsArriveInOrder() throws Exception {
        SharedQueue<Object> here = queue(100);
        List<Object> items = List.of(
                1, "two", 3.0, new Order(4, "four", List.of(1, 2)), Map.of("five", 5), new Order(6, "six", List.of()));
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedQueue<Object> there = its(other, here);
            for (int round = 0; round < 3; round++) {
                assertEquals(items.size(), there.putAll(items));
                for (Object item : items) {
                    here.put(item);
                }
                List<Object> taken = new ArrayList<>();
                assertEquals(2 * items.size(), here.drainTo(taken));
                assertEquals(items, taken.subList(0, items.size()));
                assertEquals(items, taken.subList(items.size(), taken.size()));
            }
        }
    }

    @Test
    void whoWaitsIsWokenByAnotherProcess() throws Exception {
        SharedQueue<Object> requests = queue(1);
        SharedQueue<Object> answers = queue(1);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedQueue<Object> itsRequests = its(other, requests);
            SharedQueue<Object> itsAnswers = its(other, answers);
            Caller<Integer> server = other.call(() -> {
                int count = 0;
                for (Object request : itsRequests.consume()) {
                    itsAnswers.put((int) request + 1);
                    count++;
                }
                return count;
            });
            for (int i = 0; i < 300; i++) {
                requests.put(i);
                assertEquals(i + 1, answers.poll(MINUTE));
            }
            requests.close();
            assertEquals(300, server.result());
        }
    }

    @Test
    void handlesInItemsAreLive() throws Exception {
        SharedQueue<Object> here = queue(10);
        SharedMutex mutex = SharedMutex.create(shared.region(), "lock", Fairness.FIFO);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            its(other, here).put(List.of(mutex, here));
            List<?> arrived = (List<?>) here.take();
            assertSame(mutex, arrived.get(0));
            assertSame(here, arrived.get(1));
            assertSame(here, Messages.sent(here));
        }
    }

    @Test
    void theRingGrowsForWhatIsQueuedAndOldOnesGo() throws Exception {
        SharedQueue<Object> here = queue(Integer.MAX_VALUE);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedQueue<Object> there = its(other, here);
            for (int round = 0; round < 4; round++) {
                int count = 1500;
                for (int i = 0; i < count; i++) {
                    byte[] item = new byte[1000];
                    Arrays.fill(item, (byte) i);
                    (i % 2 == 0 ? here : there).put(item);
                }
                assertEquals(count, here.size());
                for (int i = 0; i < count; i++) {
                    byte[] item = (byte[]) (i % 3 == 0 ? here : there).take();
                    assertEquals(1000, item.length);
                    assertEquals((byte) i, item[i % 1000]);
                }
            }
            List<String> rings = files("-ring-");
            assertEquals(1, rings.size(), rings::toString);
            assertTrue(
                    Files.size(shared.region().folder().resolve(rings.getFirst())) <= 4 << 20, "no larger than needed");
        }
    }

    /** One that was to be larger, and whose maker was killed in the middle of it. */
    @Test
    void aRingThatWasHalfMadeIsMadeAnewInTheSizeThatIsWanted() throws Exception {
        SharedQueue<Object> queue = queue(Integer.MAX_VALUE);
        Path first = shared.region().folder().resolve(files("-ring-").getFirst());
        String name = String.valueOf(first.getFileName());
        Path second = first.resolveSibling(name.substring(0, name.length() - 1) + "2");
        Files.write(second, new byte[11 << 16]);
        for (int i = 0; i < 200; i++) {
            queue.put(new byte[1000]);
        }
        for (int i = 0; i < 200; i++) {
            assertEquals(1000, ((byte[]) queue.take()).length);
        }
    }

    @Test
    void anItemOfAnySizeArrives() throws Exception {
        SharedQueue<Object> here = queue(10);
        long[] large = IntStream.range(0, 400_000).asLongStream().toArray();
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedQueue<Object> there = its(other, here);
            there.put(large);
            there.put("small");
            there.put(large);
            assertEquals(2, files("-item-").size());
            assertArrayEquals(large, (long[]) here.peek());
            assertEquals(3, here.toArray().length);
            assertArrayEquals(large, (long[]) here.take());
            assertEquals("small", here.take());
            assertArrayEquals(large, (long[]) here.take());
            there.put(large);
            here.clear();
            assertEquals(1, files("").size(), "only the ring is left");
        }
    }

    // ---- what can't be sent, or rebuilt --------------------------------------------------------------------------

    @Test
    void whatCannotBeSentIsRefusedBeforeAnyEffect() throws Exception {
        SharedQueue<Object> queue = queue(10);
        List<Object> items = List.of("one", new Order(2, "two", List.of()), List.of(Thread.currentThread()));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> queue.put(items.getLast()));
        assertTrue(refused.getMessage().contains("java.lang.Thread"), refused::getMessage);
        assertThrows(IllegalArgumentException.class, () -> queue.offer(items.getLast()));
        assertThrows(IllegalArgumentException.class, () -> queue.putAll(items));
        assertEquals(0, queue.statistics().added());
    }

    @Test
    void whatCannotBeRebuiltHasLeftTheQueueAndTheOthersAreWhole() throws Exception {
        SharedQueue<Object> queue = queue(10);
        queue.putAll(List.of(new Broken(), "one", new Broken(), "two", new Broken(), "three"));
        UncheckedIOException failure = assertThrows(UncheckedIOException.class, queue::take);
        assertInstanceOf(InvalidObjectException.class, failure.getCause());
        assertEquals("one", queue.take());
        ArrayDeque<Object> picky = new ArrayDeque<>();
        assertThrows(UncheckedIOException.class, () -> queue.drainTo(picky));
        List<Object> target = new ArrayList<>();
        assertThrows(UncheckedIOException.class, () -> queue.drainTo(target));
        assertEquals(List.of("two", "three"), target);
        assertTrue(queue.isEmpty());
        for (int i = 0; i < 6; i++) {
            queue.taskDone();
        }
        queue.join();
    }

    // ---- the dead ------------------------------------------------------------------------------------------------

    @Test
    void whatTheDeadHavePutInCanBeTaken() throws Exception {
        SharedQueue<Object> here = queue(10);
        Order order = new Order(1, "one", List.of(1));
        try (PlayedProcess other = new PlayedProcess(shared)) {
            its(other, here).put(order);
            its(other, here).put(order);
            other.die();
            shared.region().sweepDead();
            assertEquals(order, here.take());
            assertEquals(order, here.take());
        }
    }

    @Test
    void whatTheDeadHadTakenStaysUnfinished() throws Exception {
        SharedQueue<Object> here = queue(10);
        here.putAll(List.of(1, 2));
        try (PlayedProcess other = new PlayedProcess(shared)) {
            assertEquals(1, its(other, here).take());
            other.die();
            shared.region().sweepDead();
            assertEquals(2, here.take());
            here.taskDone();
            assertEquals(1, here.statistics().unfinished());
            assertFalse(here.tryJoin(Duration.ofMillis(1)));
        }
    }

    @Test
    void aDeadTakerLeavesItsCallToTheNext() throws Exception {
        assumeTrue(CrashPoint.ARMED, "else its thread goes on when it is unparked, which that of a process could not");
        SharedQueue<Object> here = queue(10);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedQueue<Object> there = its(other, here);
            var _ = other.call(there::take);
            Bounded.until("one to wait", () -> here.statistics().takers() == 1);
            Caller<Object> second = Caller.platform(here::take);
            Bounded.until("two to wait", () -> here.statistics().takers() == 2);
            other.die();
            here.put("for the living");
            assertEquals("for the living", second.result());
        }
    }

    // ---- garbage -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(bytes = {0, -1, 0x7f, 0x10})
    void aDamagedRingIsAnErrorAndNothingHangs(byte garbage) throws Exception {
        SharedQueue<Object> queue = queue(10);
        queue.put("one");
        Path ring = shared.region().folder().resolve(files("-ring-").getFirst());
        try (FileChannel channel = FileChannel.open(ring, StandardOpenOption.WRITE)) {
            byte[] bytes = new byte[16];
            Arrays.fill(bytes, garbage);
            assertEquals(16, channel.write(ByteBuffer.wrap(bytes), 0));
        }
        IllegalStateException damaged = assertThrows(IllegalStateException.class, queue::poll);
        assertTrue(damaged.getMessage().contains("damaged"), damaged::getMessage);
        assertThrows(IllegalStateException.class, queue::peek);
        assertThrows(IllegalStateException.class, queue::toArray);
        assertThrows(IllegalStateException.class, queue::clear);
        assertEquals(1, queue.size());
        assertTrue(queue.offer("more"));
        queue.close();
    }
}
