package dev.cordage.internal.shared;

import dev.cordage.sync.WaitCondition;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that uses all primitives of a fabric with several threads each, until it is killed. It ends with a message and
 * the code 3 if one of its threads finds something broken, or waits for longer than its bound.
 */
public final class Hammer {
    /** How long anything may take, of which most is for a machine that is busy with starting others. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    static final int PERMITS = 3;
    static final int PARTIES = 3;
    static final int CAPACITY = 16;

    /** What there is, in the order of the program's arguments. */
    enum Thing {
        FIFO,
        BARGING,
        RLOCK,
        HAND_OVER,
        SEMAPHORE,
        EVENT,
        BARRIER,
        QUEUE
    }

    /** Where what counts of a thing is, in the words of its counter from this index on. */
    static final int LANES = 10;

    private static final int FULL = 12;

    private final Region region;
    private final Map<Thing, Long> slots = new HashMap<>();
    private final Map<Thing, SharedCounter> counters = new HashMap<>();

    private Hammer(Region region, String[] arguments) {
        this.region = region;
        for (Thing thing : Thing.values()) {
            slots.put(thing, Long.parseLong(arguments[1 + 2 * thing.ordinal()]));
            counters.put(
                    thing, World.open(region, Long.parseLong(arguments[2 + 2 * thing.ordinal()]), SharedCounter.class));
        }
    }

    /** The folder, and for each thing its address and that of its counter. Ends when its standard input does. */
    public static void main(String[] arguments) throws IOException {
        Hammer hammer = new Hammer(Region.attach(Path.of(arguments[0])), arguments);
        for (Thread.Builder threads : new Thread.Builder[] {Thread.ofPlatform(), Thread.ofVirtual()}) {
            hammer.start(threads, Thing.FIFO, () -> hammer.locks(Thing.FIFO));
            hammer.start(threads, Thing.BARGING, () -> hammer.locks(Thing.BARGING));
            hammer.start(threads, Thing.RLOCK, () -> hammer.locks(Thing.RLOCK));
            hammer.start(threads, Thing.HAND_OVER, () -> hammer.handsOver(0));
            hammer.start(threads, Thing.HAND_OVER, () -> hammer.handsOver(1));
            hammer.start(threads, Thing.SEMAPHORE, hammer::acquires);
            hammer.start(threads, Thing.EVENT, hammer::waits);
            hammer.start(threads, Thing.BARRIER, hammer::arrives);
            hammer.start(threads, Thing.QUEUE, hammer::puts);
            hammer.start(threads, Thing.QUEUE, hammer::takes);
        }
        hammer.start(Thread.ofPlatform(), Thing.EVENT, hammer::sets);
        System.out.println("ready");
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0);
    }

    private interface Work {
        void run() throws Exception;
    }

    private void start(Thread.Builder threads, Thing thing, Work work) {
        var _ = threads.start(() -> {
            try {
                work.run();
            } catch (Throwable failure) {
                synchronized (Hammer.class) {
                    System.out.println(thing + " in " + ProcessHandle.current().pid());
                    failure.printStackTrace(System.out);
                    System.out.flush();
                    Runtime.getRuntime().halt(3);
                }
            }
        });
    }

    private <S extends Slot> S open(Thing thing, Class<S> type) {
        return World.open(region, slots.get(thing), type);
    }

    private static void check(boolean right, Object what) {
        if (!right) {
            throw new AssertionError(what);
        }
    }

    /** Rests now and then, since virtual threads that never do keep others from running. */
    private static void rest(Random random) {
        if (random.nextInt(3) == 0) {
            LockSupport.parkNanos(random.nextInt(2_000_000));
        }
    }

    // --- locks

    private void locks(Thing thing) throws Exception {
        SharedLock lock = open(thing, SharedLock.class);
        Pair pair = new Pair(counters.get(thing));
        Random random = new Random();
        for (; ; ) {
            check(lock.tryLock(BOUND), lock);
            boolean again = thing == Thing.RLOCK && lock.tryLock();
            visit(lock, pair, random);
            if (again) {
                lock.unlock();
            }
            lock.unlock();
            long _ = counters.get(thing).add(1);
            rest(random);
        }
    }

    private static void visit(SharedLock lock, Pair pair, Random random) {
        if (!pair.isWhole()) {
            check(lock.wasAbandoned(), "half changed, though nobody died owning " + lock + ": " + pair);
            pair.repair();
        }
        rest(random);
        pair.increment();
    }

    // --- a condition: a place that is filled and emptied by turns

    private void handsOver(long takes) throws Exception {
        SharedCondition condition = open(Thing.HAND_OVER, SharedCondition.class);
        SharedLock lock = World.open(region, condition.word(0), SharedLock.class);
        SharedCounter counter = counters.get(Thing.HAND_OVER);
        long full = Layout.word(counter.base, FULL);
        Random random = new Random();
        for (; ; ) {
            rest(random);
            check(lock.tryLock(BOUND), lock);
            signalForTheDead(lock, condition);
            long start = System.nanoTime();
            while (counter.read(full) != takes) {
                check(System.nanoTime() - start < BOUND.toNanos(), condition);
                // Who died between its change and its signal is found out by the next one that takes the lock.
                boolean _ = condition.tryAwait(Duration.ofSeconds(1));
                signalForTheDead(lock, condition);
            }
            counter.init(full, 1 - takes);
            condition.signalAll();
            lock.unlock();
            long _ = counter.add(1);
        }
    }

    private static void signalForTheDead(SharedLock lock, WaitCondition condition) {
        if (lock.wasAbandoned()) {
            condition.signalAll();
        }
    }

    // --- a semaphore: who has a permit finds a lane of its own

    private void acquires() throws Exception {
        SharedSemaphore semaphore = open(Thing.SEMAPHORE, SharedSemaphore.class);
        SharedCounter counter = counters.get(Thing.SEMAPHORE);
        Random random = new Random();
        for (; ; ) {
            check(semaphore.tryAcquire(BOUND), semaphore);
            long lane = enterLane(counter);
            rest(random);
            counter.init(lane, 0);
            semaphore.release();
            long _ = counter.add(1);
        }
    }

    private long enterLane(SharedCounter counter) {
        for (int i = 0; i < PERMITS; i++) {
            long lane = Layout.word(counter.base, LANES + i);
            long user = counter.read(lane);
            boolean free = user == 0 || (user != region.me() && region.leases.isDead(user));
            if (free && counter.compareAndSet(lane, user, region.me())) {
                return lane;
            }
            if (free) {
                i = -1; // another was quicker, who may have left one before
            }
        }
        StringBuilder users = new StringBuilder();
        for (int i = 0; i < PERMITS; i++) {
            users.append(counter.read(Layout.word(counter.base, LANES + i))).append(' ');
        }
        throw new AssertionError("more than " + PERMITS + " have a permit: " + users);
    }

    // --- an event that is set all the time

    private void sets() throws Exception {
        SharedEventFlag event = open(Thing.EVENT, SharedEventFlag.class);
        Random random = new Random();
        for (; ; ) {
            event.set();
            Thread.sleep(random.nextInt(3));
            event.clear();
        }
    }

    private void waits() throws Exception {
        SharedEventFlag event = open(Thing.EVENT, SharedEventFlag.class);
        Random random = new Random();
        for (; ; ) {
            check(event.tryAwait(BOUND), event);
            rest(random);
            long _ = counters.get(Thing.EVENT).add(1);
        }
    }

    // --- a barrier, that breaks with each death and is mended by whoever finds it so

    private void arrives() throws Exception {
        SharedBarrier barrier = open(Thing.BARRIER, SharedBarrier.class);
        Random random = new Random();
        for (; ; ) {
            rest(random);
            try {
                int index = barrier.await(BOUND);
                check(index >= 0 && index < PARTIES, index);
                long _ = counters.get(Thing.BARRIER).add(1);
            } catch (BrokenBarrierException _) {
                barrier.reset();
            } catch (TimeoutException e) {
                throw new AssertionError("waits for ever: " + barrier, e);
            }
        }
    }

    // --- a queue

    /** The {@code number}-th of what a thread puts. */
    record Item(long producer, long number) implements Serializable {}

    private SharedQueue<Object> queue() {
        return QueueScenarios.in(region, slots.get(Thing.QUEUE));
    }

    private void puts() throws Exception {
        SharedQueue<Object> queue = queue();
        SharedCounter counter = counters.get(Thing.QUEUE);
        Random random = new Random();
        long producer = region.me() << 20 | Thread.currentThread().threadId();
        for (long number = 0; ; number++) {
            rest(random);
            check(queue.offer(new Item(producer, number), BOUND.toSeconds(), TimeUnit.SECONDS), queue);
            long _ = counter.add(1);
            long _ = (long) Layout.WORD.getAndAdd(region.memory, Layout.word(counter.base, LANES), 1L);
        }
    }

    private void takes() throws Exception {
        SharedQueue<Object> queue = queue();
        SharedCounter counter = counters.get(Thing.QUEUE);
        Map<Long, Long> last = new HashMap<>();
        for (; ; ) {
            Object taken = queue.poll(BOUND.toSeconds(), TimeUnit.SECONDS);
            check(taken != null, queue);
            Item item = (Item) taken;
            Long before = last.put(item.producer, item.number);
            check(before == null || before < item.number, item + " after " + before);
            long _ = counter.add(1);
            long _ = (long) Layout.WORD.getAndAdd(region.memory, Layout.word(counter.base, LANES + 1), 1L);
        }
    }
}
