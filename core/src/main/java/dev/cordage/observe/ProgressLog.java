package dev.cordage.observe;

import java.util.List;
import java.util.function.Supplier;

/** Bars without a terminal: plain lines, each by its bar's {@link ProgressSchedule}, and one at its end. */
final class ProgressLog implements ProgressDisplay {
    private final ProgressHost host;
    /** The display's lock: held while a line is written, so that the last line of a bar is the last. */
    private final ProgressLock lock;

    ProgressLog(ProgressHost host, ProgressLock lock) {
        this.host = host;
        this.lock = lock;
    }

    @Override
    public void show(Supplier<Scene> source) {
        if (!lock.enter()) {
            return;
        }
        try {
            Scene scene = source.get();
            print(scene.ended());
            long now = host.nanoTime();
            for (ProgressMeter meter : scene.open()) {
                ProgressReading reading = meter.sample(now);
                if (!reading.last() && meter.isLineDue(reading)) {
                    host.printLine(ProgressLine.plain(reading));
                }
            }
        } finally {
            lock.leave();
        }
    }

    @Override
    public void leave(List<ProgressReading> last) {
        if (lock.enter()) {
            try {
                print(last);
            } finally {
                lock.leave();
            }
        }
    }

    private void print(List<ProgressReading> ended) {
        for (ProgressReading reading : ended) {
            host.printLine(ProgressLine.plain(reading));
        }
    }
}
