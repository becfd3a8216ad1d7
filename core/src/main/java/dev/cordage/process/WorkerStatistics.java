package dev.cordage.process;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * What a worker process has done, and how its time went.
 *
 * @param name the name of the worker
 * @param pid its process id; -1 while there is none
 * @param state what it is about: {@code starting}, {@code spare}, {@code idle}, {@code running}, {@code retiring},
 *     {@code leaving}, {@code gone}
 * @param started when it was started
 * @param tasks how many tasks it has done
 * @param startTime from the start of its process until it was ready
 * @param initTime how long the initializer took
 * @param waitTime how long it was ready and had nothing to do
 * @param workTime how long it worked
 * @param exitTime how long it took to leave; zero while it is there
 * @param rss bytes of memory that its process holds now; -1 where the system doesn't say
 * @param cpu processor time that its process has used; zero where the system doesn't say
 */
public record WorkerStatistics(
        String name,
        long pid,
        String state,
        Instant started,
        long tasks,
        Duration startTime,
        Duration initTime,
        Duration waitTime,
        Duration workTime,
        Duration exitTime,
        long rss,
        Duration cpu)
        implements Serializable {
    /** The same, with what the system says about the process now. */
    WorkerStatistics measured() {
        return pid < 0
                ? this
                : new WorkerStatistics(
                        name,
                        pid,
                        state,
                        started,
                        tasks,
                        startTime,
                        initTime,
                        waitTime,
                        workTime,
                        exitTime,
                        ProcessFigures.rss(pid),
                        ProcessFigures.cpu(pid));
    }
}
