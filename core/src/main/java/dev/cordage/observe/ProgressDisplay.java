package dev.cordage.observe;

import java.util.List;
import java.util.function.Supplier;

/** Shows bars. Thread-safe, by the display's lock of {@link ProgressBoard}. */
sealed interface ProgressDisplay permits ProgressScreen, ProgressLog {

    /**
     * What there is to show.
     *
     * @param ended the last readings of bars that ended since the last time, in that order, each given out once
     * @param open the open bars in the order of their start
     */
    record Scene(List<ProgressReading> ended, List<ProgressMeter> open) {}

    /** Shows the scene, which is asked for under the display's lock; or does nothing if that cannot be had in time. */
    void show(Supplier<Scene> scene);

    /** Shows the last readings of all bars and nothing ever after: the program exits. */
    void leave(List<ProgressReading> last);
}
