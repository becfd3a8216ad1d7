package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.cordage.testing.Bounded.Caller;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A short sequence of operations of one process, the victim, that may die anywhere in it; what the survivors do meanwhile;
 * and what they have to find when it is over. An object is used for one run. The victim may be in another JVM, with an object
 * of its own, so the two share nothing but the memory.
 */
abstract class Scenario {
    /** All scenarios, by name. */
    static final Map<String, Supplier<Scenario>> ALL = Scenarios.all();

    /** The process that dies, or doesn't. */
    interface Victim {
        /** Whether it has died, or come to its end. */
        boolean isDone();
    }

    /**
     * A crash point on the way of a victim.
     *
     * @param name its name
     * @param occurrence how often it came until then, from 1
     */
    record Point(String name, int occurrence) {
        /** How many of the points with the same name are tried at most, the first and the last among them. */
        private static final int SAME = Integer.getInteger("cordage.crashpoints.same", 4);

        /** All points that were passed, but not all of those with the same name. */
        static List<Point> chosenOf(List<String> passed) {
            List<Point> chosen = new ArrayList<>();
            for (String name : new LinkedHashSet<>(passed)) {
                int all = Collections.frequency(passed, name);
                int tried = Math.min(all, SAME);
                for (int i = 0; i < tried; i++) {
                    chosen.add(new Point(name, tried == 1 ? 1 : 1 + i * (all - 1) / (tried - 1)));
                }
            }
            return chosen;
        }
    }

    /**
     * What became of the victim.
     *
     * @param diedAt the crash point, or null if it came to its end
     * @param owned what it owned at that moment, in the scenario's own measure
     * @param passed the crash points it passed, or nothing if it was in another JVM
     */
    record Ending(@Nullable String diedAt, long owned, List<String> passed) {}

    /** Threads of survivors, which all have to come to their end. */
    final List<Caller<?>> survivors = new ArrayList<>();

    /** Makes what it is about, and gives the addresses that the victim is told. */
    abstract long[] prepare(World world) throws Exception;

    /** Joins as the victim; by default before anything of interest. */
    Region join(Supplier<Region> another) {
        return another.get();
    }

    /** Whether joining is part of the scenario. */
    boolean isAboutJoining() {
        return false;
    }

    /** What the victim does. */
    abstract void victim(Region region, long[] slots) throws Exception;

    /** What the victim owns at this moment, were it to die now. Asked in the victim's JVM. */
    long owned(Region region, long[] slots) {
        return 0;
    }

    /** What the others do while the victim lives; has to end when it has died. Must not wait for a lock in this thread. */
    void others(World world, Victim victim) throws Exception {}

    /** What the others find afterwards. */
    abstract void after(World world, Ending ending) throws Exception;

    /** The words of slots when they were made, which they have to be again in the end, but for statistics. */
    final Map<Long, long[]> fresh = new LinkedHashMap<>();

    /** Remembers the words of a new slot. */
    final void isFresh(World world, long slot) {
        fresh.put(slot, world.words(slot));
    }

    /** Starts a thread of the survivors, whose value is not false if it got what it waited for. */
    final <T> Caller<T> survivor(Thread.Builder thread, Callable<T> body) {
        Caller<T> caller = Caller.start(thread, body);
        survivors.add(caller);
        return caller;
    }

    static Thread.Builder platform() {
        return Thread.ofPlatform().daemon().name("survivor");
    }

    static Thread.Builder virtual() {
        return Thread.ofVirtual().name("survivor");
    }

    /** Waits for all threads of survivors, of which none may have waited in vain. */
    final void assertSurvivorsEnd(Supplier<String> message) throws Exception {
        for (Caller<?> survivor : survivors) {
            assertNotEquals(Boolean.FALSE, survivor.result(), message);
        }
    }

    /** Whether a word of a slot may be another one in the end, since it only counts what has happened. */
    boolean isStatistic(int index) {
        return index == 11 || index == 12; // entered and waited, of the line that every slot with one has at 8
    }
}
