package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cordage.internal.shared.Scenario.Ending;
import dev.cordage.testing.Bounded.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A victim that is a thread of this JVM, with a region of its own, so that it is another process for the others. */
final class VictimThread implements Scenario.Victim {
    private final World world;
    private final Scenario scenario;
    private final long[] slots;
    private final Scenario.@Nullable Point deathAt;
    private final Runnable atEach;

    /** The points passed, and those after the death. Used by the victim. */
    private final List<String> passed = new ArrayList<>();

    private final List<String> afterwards = new ArrayList<>();

    private @Nullable Region region;
    private @Nullable String diedAt;
    private long owned;
    private final Caller<Ending> thread;

    /**
     * Starts it.
     *
     * @param deathAt where it dies; null if it doesn't
     * @param atEach run at each point
     */
    VictimThread(World world, Scenario scenario, long[] slots, Scenario.@Nullable Point deathAt, Runnable atEach) {
        this.world = world;
        this.scenario = scenario;
        this.slots = slots;
        this.deathAt = deathAt;
        this.atEach = atEach;
        this.thread = Caller.platform(this::run);
    }

    private Ending run() {
        try {
            if (scenario.isAboutJoining()) {
                CrashPoint.probe(this::at);
            }
            region = scenario.join(() -> {
                try {
                    return world.join();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            CrashPoint.probe(this::at);
            scenario.victim(region, slots);
        } catch (CrashPoint.Death _) {
            // As was asked for.
        } catch (Exception e) {
            throw new AssertionError("the victim failed", e);
        } finally {
            CrashPoint.probe(null);
            if (region != null) {
                region.close();
            }
        }
        assertEquals(List.of(), afterwards, "stores after the death at " + diedAt);
        return new Ending(diedAt, owned, passed);
    }

    private void at(String point) {
        if (diedAt != null) {
            afterwards.add(point);
            throw new CrashPoint.Death(point);
        }
        atEach.run();
        passed.add(point);
        if (deathAt != null
                && deathAt.name().equals(point)
                && deathAt.occurrence() == Collections.frequency(passed, point)) {
            diedAt = point;
            owned = region == null ? 0 : scenario.owned(region, slots);
            throw new CrashPoint.Death(point);
        }
    }

    @Override
    public boolean isDone() {
        return thread.isDone();
    }

    /** Waits for the end, and says what it was. */
    Ending ending() throws Exception {
        return thread.result();
    }
}
