package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The scenarios of a queue whose items need files: for themselves, or since the ring becomes too small. */
abstract class QueueFileScenarios extends QueueScenarios {
    /** So large that it has a file of its own. */
    private static final int LARGE = 2 * Packed.LARGEST;

    /** So large that two have room in the first ring. */
    private static final int MIDDLE = 28_000;

    private static final int COUNT = 3;

    private final int length;

    private QueueFileScenarios(int length) {
        super(8, List.of());
        this.length = length;
    }

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("queue-puts-large-items", () -> new Puts(LARGE));
        all.put("queue-takes-large-items", () -> new Takes(LARGE));
        all.put("queue-discards-large-items", Discards::new);
        all.put("queue-puts-until-the-ring-grows", () -> new Puts(MIDDLE));
        all.put("queue-takes-after-the-ring-grew", () -> new Takes(MIDDLE));
    }

    final byte[] item(int number) {
        byte[] item = new byte[length];
        Arrays.fill(item, (byte) number);
        return item;
    }

    /** The numbers of what is left, each of which has to be whole. */
    final List<Integer> numbers() throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        for (Object each : rest()) {
            byte[] item = (byte[]) each;
            numbers.add((int) item[0]);
            assertTrue(Arrays.equals(item(item[0]), item));
        }
        return numbers;
    }

    /** Fails unless the files of the dead are gone. */
    final void assertNoFiles(World world) {
        List<String> left = files(world.folder.path());
        assertEquals(1, left.size(), () -> "all but the ring in use: " + left);
    }

    private static List<String> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("queue-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Queues of earlier runs in the same world have files too. */
    @Override
    long[] prepare(World world) throws Exception {
        for (String old : files(world.folder.path())) {
            Files.delete(world.folder.path().resolve(old));
        }
        return super.prepare(world);
    }

    /** The victim puts three. */
    static final class Puts extends QueueFileScenarios {
        Puts(int length) {
            super(length);
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            SharedQueue<Object> mine = in(region, slots[0]);
            for (int i = 0; i < COUNT; i++) {
                mine.put(item(i));
                done++;
            }
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            List<Integer> left = numbers();
            assertEquals(List.of(0, 1, 2).subList(0, left.size()), left);
            assertTrue(fits(ending, left.size(), COUNT), left::toString);
            assertWorks();
            assertNoFiles(world);
        }
    }

    /** The victim takes three. */
    static final class Takes extends QueueFileScenarios {
        Takes(int length) {
            super(length);
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            for (int i = 0; i < COUNT; i++) {
                queue.put(item(i));
            }
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            SharedQueue<Object> mine = in(region, slots[0]);
            for (int i = 0; i < COUNT; i++) {
                assertTrue(Arrays.equals(item(i), (byte[]) mine.take()));
                done++;
            }
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            List<Integer> left = numbers();
            assertEquals(List.of(0, 1, 2).subList(COUNT - left.size(), COUNT), left);
            assertTrue(fits(ending, COUNT - left.size(), COUNT), left::toString);
            assertWorks();
            assertNoFiles(world);
        }
    }

    /** The victim removes the second, and clears the queue. */
    static final class Discards extends QueueFileScenarios {
        Discards() {
            super(LARGE);
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            for (int i = 0; i < COUNT; i++) {
                queue.put(item(i));
            }
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedQueue<Object> mine = in(region, slots[0]);
            assertTrue(mine.removeIf(item -> ((byte[]) item)[0] == 1));
            done++;
            mine.clear();
            done++;
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            List<List<Integer>> steps = List.of(List.of(0, 1, 2), List.of(0, 2), List.of());
            List<Integer> left = numbers();
            assertTrue(fits(ending, steps.indexOf(left), 2), left::toString);
            assertWorks();
            assertNoFiles(world);
        }
    }
}
