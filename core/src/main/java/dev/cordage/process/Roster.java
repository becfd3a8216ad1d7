package dev.cordage.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** The workers of a pool that are not gone, and what there is to count of them. All guarded by the lock of the engine. */
final class Roster implements Iterable<Worker> {
    private final List<Worker> workers = new ArrayList<>();

    void add(Worker worker) {
        workers.add(worker);
    }

    void remove(Worker worker) {
        workers.remove(worker);
    }

    @Override
    public Iterator<Worker> iterator() {
        return workers.iterator();
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    /** How many there are, or will soon be, to run tasks: one that retires counts until it has done those it has. */
    int active() {
        int count = 0;
        for (Worker worker : workers) {
            boolean works = switch (worker.state) {
                case STARTING, READY -> true;
                case RETIRING -> !worker.inFlight.isEmpty() && !worker.dying;
                case LEAVING, GONE -> false;
            };
            count += works && !worker.spare ? 1 : 0;
        }
        return count;
    }

    /** How many of those are not ready yet. */
    int starting() {
        int count = 0;
        for (Worker worker : workers) {
            if (!worker.spare && worker.state == Worker.State.STARTING) {
                count++;
            }
        }
        return count;
    }

    int spares() {
        int count = 0;
        for (Worker worker : workers) {
            count += worker.spare ? 1 : 0;
        }
        return count;
    }

    boolean isAnyReady() {
        for (Worker worker : workers) {
            if (worker.state == Worker.State.READY) {
                return true;
            }
        }
        return false;
    }

    boolean isAnyServedBy(Thread thread) {
        for (Worker worker : workers) {
            if (worker.isServedBy(thread)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one has not yet said what it has not begun. */
    boolean isAnyRevoking() {
        for (Worker worker : workers) {
            if (worker.revoking) {
                return true;
            }
        }
        return false;
    }

    boolean isAnyBusy() {
        return running() > 0;
    }

    /** How many run a task. */
    int running() {
        int count = 0;
        for (Worker worker : workers) {
            count += worker.inFlight.isEmpty() ? 0 : 1;
        }
        return count;
    }

    /** How many tasks were handed out and are not the first of their worker. */
    int behind() {
        int count = 0;
        for (Worker worker : workers) {
            count += Math.max(0, worker.inFlight.size() - 1);
        }
        return count;
    }

    /** The same without those that have ended. */
    int ahead() {
        int count = 0;
        for (Worker worker : workers) {
            int position = 0;
            for (ProcessTask<?> task : worker.inFlight) {
                count += position++ > 0 && !task.isDone() ? 1 : 0;
            }
        }
        return count;
    }

    /** The process id of the first; -1 if it is not there yet. */
    long firstPid() {
        return workers.isEmpty() ? -1 : workers.getFirst().insights.pid;
    }

    /** What was noted about them, in the order of their start. */
    List<WorkerStatistics> insights() {
        List<WorkerStatistics> all = new ArrayList<>();
        for (Worker worker : workers) {
            all.add(worker.insights.snapshot(stateOf(worker)));
        }
        all.sort(Comparator.comparing(WorkerStatistics::started));
        return all;
    }

    private static String stateOf(Worker worker) {
        return switch (worker.state) {
            case STARTING -> "starting";
            case READY -> worker.spare ? "spare" : worker.inFlight.isEmpty() ? "idle" : "running";
            case RETIRING -> "retiring";
            case LEAVING -> "leaving";
            case GONE -> "gone";
        };
    }
}
