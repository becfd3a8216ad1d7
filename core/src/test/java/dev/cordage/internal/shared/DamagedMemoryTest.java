package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody writes nonsense into the shared memory, or onto the sockets: operations may fail, and do nothing worse. */
@ExtendWith(LeakCheck.class)
class DamagedMemoryTest {
    private static final long SEED = Long.getLong("cordage.seed", System.nanoTime());
    private static final Duration SHORT = Duration.ofMillis(2);
    private static final int ROUNDS = Integer.getInteger("cordage.damage.rounds", 60);

    /** What is used while it is damaged. */
    private static final class Things {
        final SharedMutex mutex;
        final SharedCondition condition;
        final SharedSemaphore semaphore;
        final SharedEventFlag event;
        final SharedBarrier barrier;
        final SharedQueue<Object> queue;

        Things(Region region) {
            mutex = SharedMutex.create(region, "mutex", Fairness.FIFO);
            condition = SharedCondition.create(mutex, "condition");
            semaphore = SharedSemaphore.create(region, 2, true, "semaphore", Fairness.BARGING);
            event = SharedEventFlag.create(region, "event");
            barrier = SharedBarrier.create(region, 2, null, "barrier");
            queue = SharedQueue.create(region, 4, "queue");
        }
    }

    private interface Operation {
        void run() throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"slots", "lines", "logs", "nodes", "leases", "blocks"})
    void nonsenseInTheMemoryDoesNoMoreThanFail(String where) throws Exception {
        Random random = new Random(SEED);
        int failures = 0;
        for (int round = 0; round < ROUNDS / 6; round++) {
            try (World world = new World(round % 2 == 0 ? Bell.FUTEX : Bell.SOCKET)) {
                Things things = new Things(world.a);
                List<Caller<Integer>> users = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    users.add(Caller.platform(() -> use(things)));
                }
                long[] slots = slots(world);
                Caller<Integer> damage = Caller.platform(() -> {
                    for (int i = 0; i < 20; i++) {
                        long address = address(slots, where, random);
                        Layout.WORD.setVolatile(world.b.memory, address, nonsense(world, random));
                    }
                    return 0;
                });
                damage.result();
                for (Caller<Integer> user : users) {
                    failures += user.result();
                }
                assertGuardsAreGivenBack(world);
            }
        }
        System.out.println(where + ": " + failures + " failures, seed " + SEED);
    }

    /** Uses everything for a while, and counts what failed as it may. */
    private static int use(Things things) {
        int failures = 0;
        List<Operation> operations = List.of(
                () -> {
                    if (things.mutex.tryLock(SHORT)) {
                        things.mutex.unlock();
                    }
                },
                () -> {
                    if (things.mutex.tryLock(SHORT)) {
                        try {
                            boolean _ = things.condition.tryAwait(SHORT);
                            things.condition.signalAll();
                        } finally {
                            things.mutex.unlock();
                        }
                    }
                },
                () -> {
                    if (things.semaphore.tryAcquire(SHORT)) {
                        things.semaphore.release();
                    }
                },
                () -> {
                    boolean _ = things.event.tryAwait(SHORT);
                    things.event.set();
                    things.event.clear();
                },
                () -> {
                    int _ = things.barrier.await(SHORT);
                },
                things.barrier::reset,
                () -> {
                    boolean _ = things.queue.offer("item", 2, TimeUnit.MILLISECONDS);
                },
                () -> {
                    var _ = things.queue.poll(2, TimeUnit.MILLISECONDS);
                });
        for (int round = 0; round < 5; round++) {
            for (Operation operation : operations) {
                try {
                    operation.run();
                } catch (IllegalStateException
                        | IllegalMonitorStateException
                        | UncheckedIOException
                        | BrokenBarrierException
                        | TimeoutException e) {
                    failures++;
                } catch (Exception e) {
                    throw new AssertionError("seed " + SEED, e);
                }
            }
        }
        return failures;
    }

    private static long[] slots(World world) {
        Kind[] kinds = {Kind.MUTEX, Kind.CONDITION, Kind.SEMAPHORE, Kind.EVENT, Kind.BARRIER, Kind.QUEUE_PUTS};
        String[] names = {"mutex", "condition", "semaphore", "event", "barrier", "queue"};
        long[] slots = new long[kinds.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = world.find(kinds[i], names[i]);
        }
        return slots;
    }

    private static long address(long[] slots, String where, Random random) {
        long slot = slots[random.nextInt(slots.length)];
        return switch (where) {
            case "slots" -> slot + 8L * random.nextInt(40);
            case "lines" -> Layout.word(slot, 8 + random.nextInt(10));
            case "logs" -> slot + (random.nextBoolean() ? Layout.LOGGED : Layout.LOG + 8L * random.nextInt(64));
            case "nodes" -> 2 * Layout.BLOCK + 8L * random.nextInt(8 * 8);
            case "leases" -> Layout.LEASES + Layout.LEASE_SIZE * 2L + 8L * random.nextInt(64);
            default -> Layout.BLOCK_TABLE + 8L * (2 + random.nextInt(6));
        };
    }

    private static long nonsense(World world, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(100);
            case 2 -> Layout.SIZE + random.nextInt(1 << 20);
            case 3 -> 2 * Layout.BLOCK + 64L * random.nextInt(32);
            default -> -random.nextInt(1000);
        };
    }

    /** No guard is held by this process when none of its threads is at work; what the nonsense says is another matter. */
    private static void assertGuardsAreGivenBack(World world) {
        for (long base = Layout.BLOCK; base < 2 * Layout.BLOCK; base += Layout.SLOT_SIZE) {
            long guard = base + Layout.GUARD;
            Bounded.until(
                    "the guard of " + base + " to be given back",
                    () -> world.word(guard) != world.a.me() || world.word(guard) == world.b.me());
        }
    }

    @Test
    void oneThatWaitsForAnOwnerThatNeverWasFails() throws Exception {
        long[] words = {0, 37, Layout.SIZE + 1, -5, Long.MAX_VALUE};
        List<Caller<IllegalStateException>> waiters = new ArrayList<>();
        List<World> worlds = new ArrayList<>();
        try {
            for (long word : words) {
                World world = new World(Bell.FUTEX); // of its own, since all that wait in a damaged one fail
                worlds.add(world);
                SharedMutex mutex = SharedMutex.create(world.a, "mutex", Fairness.FIFO);
                World.open(world.b, mutex.base, SharedMutex.class).lock();
                waiters.add(Caller.platform(() -> assertThrows(IllegalStateException.class, mutex::lock)));
                Bounded.until("one to wait", () -> mutex.statistics().waiters() == 1);
                Layout.WORD.setVolatile(world.b.memory, Layout.word(mutex.base, 0), word);
            }
            for (Caller<IllegalStateException> waiter : waiters) {
                String message = waiter.result().getMessage();
                assertTrue(message.contains("damaged"), message);
            }
        } finally {
            worlds.forEach(World::close);
        }
    }

    @Test
    void nonsenseOnTheSocketsIsIgnored() throws Exception {
        try (World world = new World(Bell.SOCKET)) {
            SharedEventFlag event = SharedEventFlag.create(world.a, "event");
            Caller<Boolean> waiter = Caller.platform(() -> event.tryAwait(Bounded.LONG));
            Bounded.until("one to wait", () -> event.statistics().waiters() == 1);
            List<SocketChannel> channels = new ArrayList<>();
            try {
                for (Path bell : bells(world)) {
                    for (int i = 0; i < 20; i++) {
                        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                        channels.add(channel);
                        channel.connect(UnixDomainSocketAddress.of(bell));
                        byte[] nonsense = new byte[1000];
                        new Random(SEED + i).nextBytes(nonsense);
                        int written = channel.write(ByteBuffer.wrap(nonsense));
                        assertEquals(nonsense.length, written);
                    }
                }
                assertTrue(!channels.isEmpty() && !waiter.isDone());
                World.open(world.b, event.base, SharedEventFlag.class).set();
                assertTrue(waiter.result());
            } finally {
                for (SocketChannel channel : channels) {
                    channel.close();
                }
            }
        }
    }

    private static List<Path> bells(World world) throws IOException {
        List<Path> bells = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(world.folder.path(), "bell-*")) {
            files.forEach(bells::add);
        }
        return bells;
    }
}
