package dev.cordage.process;

import dev.cordage.observe.PoolStatistics;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A snapshot of a pool of processes.
 *
 * @param name the name of the pool
 * @param workers how many worker processes it has now, starting and spare ones included
 * @param running how many tasks run now
 * @param queued how many accepted tasks wait for a worker now
 * @param completed how many tasks have run to an end since the pool was made, successful or not
 * @param retried how many times a task was run again after its worker had died
 * @param perWorker each worker that is there
 * @param gone the last 32 workers that are not there any more
 * @param slowest the five slowest tasks
 * @param deaths the last 32 workers that died, and what of; those that left in order are not among them
 */
public record ProcessPoolStatistics(
        String name,
        int workers,
        int running,
        int queued,
        long completed,
        long retried,
        List<WorkerStatistics> perWorker,
        List<WorkerStatistics> gone,
        List<SlowTask> slowest,
        List<WorkerDeath> deaths)
        implements PoolStatistics, Serializable {
    /** The same, with what the system says about the processes now. */
    ProcessPoolStatistics measured() {
        List<WorkerStatistics> measured =
                perWorker.stream().map(WorkerStatistics::measured).toList();
        return new ProcessPoolStatistics(
                name, workers, running, queued, completed, retried, measured, gone, slowest, deaths);
    }

    /**
     * One of the slowest tasks.
     *
     * @param task its name
     * @param worker the worker that ran it
     * @param time how long it ran
     */
    public record SlowTask(String task, String worker, Duration time) implements Serializable {}

    /**
     * The death of a worker.
     *
     * @param worker its name
     * @param pid its process id; -1 if it was never there
     * @param at when it was noticed
     * @param cause what it died of
     * @param during the task that it took with it, or empty
     */
    public record WorkerDeath(String worker, long pid, Instant at, String cause, String during)
            implements Serializable {}
}
