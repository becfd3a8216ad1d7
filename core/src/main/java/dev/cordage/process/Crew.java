package dev.cordage.process;

import dev.cordage.internal.threads.Timers;
import dev.cordage.internal.threads.Uncaught;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.worker.Parcel;
import dev.cordage.internal.worker.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: who is given which task, who is started and who leaves. The lock of the engine guards it all;
 * what must not be done under it (writing to sockets, killing) is noted, and done by {@link #unlockAndSend}.
 */
final class Crew {
    /*
     * Who gets a task: an idle worker, the one that idles for the shortest time first; then a spare, if there are fewer
     * workers than there may be; then, where tasks take less time than their trip (Ledger.depth), the worker that has the
     * fewest. If nobody does, a worker is started, as long as there are fewer than wanted, one for each task that waits.
     * No task is ever handed out behind one that was accepted later: that one may be without end.
     *
     * A worker that has several and whose first one turns out to be long is asked to give the others back (REVOKE) as
     * soon as another worker idles.
     *
     * What is done about workers that cannot be started: StartTrouble.
     */

    /** A first task that has run so long holds up those behind it. */
    private static final long LONG_NANOS = 1_000_000;

    /** A worker that has so many tasks can wait for more until its server thread looks after it, which writes many at once. */
    private static final int CORKED = 8;

    /** With so many, its answers may wait a moment too. */
    private static final int CROWD = 16;

    private final Engine engine;
    private final Settings settings;

    /** All that are not gone. */
    final Roster workers = new Roster();

    /** Ready, no spares, with nothing in flight; the latest last. */
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();

    private int lastNumber;
    private final StartTrouble trouble = new StartTrouble();
    private boolean pausing;

    /** Whose frames were put and not written. */
    private final ArrayDeque<Sender> unsent = new ArrayDeque<>();

    /** What is to be done without the lock. */
    private final ArrayDeque<Runnable> afterwards = new ArrayDeque<>();

    Crew(Engine engine) {
        this.engine = engine;
        this.settings = engine.settings;
    }

    /** Lets the lock go, and does what had to wait for that. */
    void unlockAndSend() {
        if (unsent.isEmpty() && afterwards.isEmpty()) {
            engine.lock.unlock();
            return;
        }
        Sender first = unsent.poll();
        List<Sender> more = unsent.isEmpty() ? List.of() : List.copyOf(unsent);
        List<Runnable> actions = afterwards.isEmpty() ? List.of() : List.copyOf(afterwards);
        unsent.clear();
        afterwards.clear();
        engine.lock.unlock();
        if (first != null) {
            first.flush();
        }
        more.forEach(Sender::flush);
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (Throwable failure) {
                Uncaught.report(failure); // those behind it are not to blame
            }
        }
    }

    private void kill(Worker worker, String reason) {
        afterwards.add(() -> worker.kill(reason));
    }

    // ---- handing out ------------------------------------------------------------------------------------------

    /** Hands out what can be handed out. */
    void dispatch() {
        while (engine.backlog.size() > 0 && !engine.isStopped()) {
            Worker worker = choose();
            if (worker == null) {
                break;
            }
            ProcessTask<?> task = engine.backlog.poll();
            if (task == null) {
                if (worker.inFlight.isEmpty()) {
                    idle.addLast(worker);
                }
                break;
            }
            give(worker, task);
        }
        if (workers.active() < settings.workers()) {
            summon(engine.backlog.size() + workers.behind());
        }
        if (engine.backlog.size() == 0 && !idle.isEmpty()) {
            shareOut();
        }
        keepSpares();
    }

    /** Who should have the next task; null if it has to wait. An idle one is taken off the list of those. */
    private @Nullable Worker choose() {
        Worker worker = idle.pollLast();
        if (worker != null) {
            return worker;
        }
        worker = promote();
        if (worker != null) {
            return worker;
        }
        int depth = engine.ledger.depth();
        if (depth == 1) {
            return null;
        }
        for (Worker candidate : workers) {
            if (candidate.state == Worker.State.READY
                    && !candidate.spare
                    && !candidate.revoking
                    && !candidate.inFlight.isEmpty()
                    && candidate.inFlight.size() < depth
                    && engine.backlog.isNextAfter(candidate.inFlight.getLast())
                    && (worker == null || candidate.inFlight.size() < worker.inFlight.size())) {
                worker = candidate;
            }
        }
        return worker;
    }

    /** A spare that takes its place among the workers, if one is missing. */
    private @Nullable Worker promote() {
        if (settings.spares() == 0 || workers.active() >= settings.workers()) {
            return null;
        }
        for (Worker worker : workers) {
            if (worker.spare && worker.state == Worker.State.READY) {
                worker.spare = false;
                return worker;
            }
        }
        return null;
    }

    private void give(Worker worker, ProcessTask<?> task) {
        Parcel parcel = Objects.requireNonNull(task.parcel);
        task.worker = worker;
        task.seq = ++worker.seq;
        Sender data = worker.put(task.seq, task.timeout() != null, parcel);
        if (worker.inFlight.size() < CORKED) {
            send(data);
        }
        worker.inFlight.addLast(task);
        if (worker.inFlight.size() == 1) {
            begin(worker);
        }
        if (++worker.given >= settings.maxTasksPerWorker()) {
            worker.state = Worker.State.RETIRING;
        }
    }

    private void send(Sender sender) {
        if (unsent.peekLast() != sender) {
            unsent.addLast(sender);
        }
    }

    private void control(Worker worker, ByteBuffer... frames) {
        if (worker.control != null) {
            worker.control.add(frames);
            send(worker.control);
        }
    }

    /** The first task in flight is begun, or about to be. */
    private void begin(Worker worker) {
        worker.headSince = System.nanoTime();
        ProcessTask<?> task = worker.inFlight.element();
        task.started();
        warn(worker, task);
    }

    private void becameFree(Worker worker) {
        if (worker.revoking) {
            return; // until it has answered
        }
        worker.idleSince = System.nanoTime();
        if (worker.state == Worker.State.READY && !worker.spare) {
            idle.addLast(worker);
        } else if (worker.state == Worker.State.RETIRING) {
            leave(worker, System.nanoTime());
        }
    }

    /** Has a worker that is held up by a long task give back what it has not begun; true if somebody might soon be. */
    private boolean shareOut() {
        boolean soon = false;
        long now = System.nanoTime();
        for (Worker worker : workers) {
            if (worker.inFlight.size() > 1 && !worker.revoking) {
                if (now - worker.headSince > LONG_NANOS) {
                    revoke(worker);
                } else {
                    soon = true;
                }
            }
        }
        return soon;
    }

    private void revoke(Worker worker) {
        worker.revoking = true;
        control(worker, Wire.frame(Wire.REVOKE, worker.seq));
    }

    /** A worker has said which one is the last that it will answer to. */
    void revoked(Worker worker, long lastAnswered) {
        worker.revoking = false;
        List<ProcessTask<?>> back = new ArrayList<>();
        for (Iterator<ProcessTask<?>> i = worker.inFlight.iterator(); i.hasNext(); ) {
            ProcessTask<?> task = i.next();
            if (task.seq > lastAnswered) {
                i.remove();
                back.add(task);
            }
        }
        worker.given -= back.size();
        putBack(back);
        if (worker.inFlight.isEmpty()) {
            becameFree(worker);
        }
    }

    /** Tasks that were handed out and not begun wait again, or end if nothing is begun any more. */
    private void putBack(List<ProcessTask<?>> tasks) {
        for (ProcessTask<?> task : tasks) {
            task.cancelAlarms();
            if (task.isDone()) {
                engine.release(task);
            }
        }
        engine.backlog.putBack(tasks);
        if (engine.isStopped() && !engine.isCollecting()) {
            for (ProcessTask<?> task; (task = engine.backlog.poll()) != null; ) {
                ProcessTask<?> dropped = task;
                engine.endLater(() -> dropped.cancel(false), afterwards);
            }
        }
    }

    // ---- what workers say -------------------------------------------------------------------------------------

    void ready(Worker worker) {
        worker.insights.startNanos = System.nanoTime() - worker.insights.startedNanos;
        if (engine.initializer != null) {
            send(worker.put(Wire.INITIALIZER, false, engine.initializer));
        } else {
            becameReady(worker);
        }
    }

    void becameReady(Worker worker) {
        if (trouble.isFirstReady()) {
            afterwards.add(engine.command::makeArchive);
        }
        worker.insights.readyAt = System.nanoTime();
        if (worker.state == Worker.State.STARTING) {
            worker.state = Worker.State.READY;
            becameFree(worker);
        }
    }

    /** Takes a task out whose answer is here, and lets the next one begin. */
    ProcessTask<?> answered(Worker worker, long seq, long nanos, boolean retire) throws IOException {
        ProcessTask<?> task = worker.inFlight.peek();
        if (task == null || task.seq != seq) {
            throw new IOException("it answers to task " + seq + ", which it was not given");
        }
        worker.inFlight.remove();
        task.worker = null;
        task.settled = true;
        task.cancelAlarms();
        if (nanos >= 0) {
            trouble.isOver();
            engine.ledger.ran(task.name(), worker.name, nanos);
            worker.insights.tasks++;
            worker.insights.workNanos += nanos;
        }
        if (retire && worker.state == Worker.State.READY) {
            worker.state = Worker.State.RETIRING;
            if (!worker.inFlight.isEmpty()) {
                revoke(worker);
            }
        }
        if (worker.inFlight.isEmpty()) {
            becameFree(worker);
        } else {
            begin(worker);
        }
        return task;
    }

    /** A worker says that it has begun a task, whose deadline counts from now on. */
    void begun(Worker worker, long seq) {
        ProcessTask<?> task = worker.inFlight.peek();
        if (task != null && task.seq == seq) {
            task.begun();
        }
    }

    /**
     * Has a task that was handed out left out, if it has not begun. If it runs and that is wanted, it is interrupted, once,
     * and its worker killed if it goes on for too long. The worker may be further than is known here, so only it can tell.
     */
    void drop(ProcessTask<?> task, boolean interrupt) {
        Worker worker = task.worker;
        if (worker != null && !task.interrupted) {
            task.interrupted = interrupt;
            sendDrop(worker, task, interrupt);
            warn(worker, task);
        }
    }

    private void sendDrop(Worker worker, ProcessTask<?> task, boolean interrupt) {
        ByteBuffer frame = Wire.start(Wire.DROP, 9, 0).putLong(task.seq).put((byte) (interrupt ? 1 : 0));
        control(worker, frame.flip());
    }

    /** The time in which an interrupted task has to end begins when those before it have ended. */
    private void warn(Worker worker, ProcessTask<?> task) {
        if (task.interrupted && worker.inFlight.peek() == task) {
            long seq = task.seq;
            Runnable end = () -> engine.update(() -> killIfStillThere(worker, task, seq));
            task.lastWarning = Timers.schedule(Durations.nanos(settings.grace()), end);
        }
    }

    private void killIfStillThere(Worker worker, ProcessTask<?> task, long seq) {
        if (worker.inFlight.peek() == task && task.seq == seq) {
            kill(worker, "task '" + task.name() + "' had not stopped " + settings.grace() + " after it was told to");
        }
    }

    // ---- the end of a worker ----------------------------------------------------------------------------------

    /** A worker has closed its connections, or its death has: others take its place, while its exit is waited for. */
    void dying(Worker worker) {
        idle.remove(worker);
        worker.dying = true;
        if (worker.state == Worker.State.READY) {
            worker.state = Worker.State.RETIRING;
        }
    }

    /** A worker is gone; gives back what is to be done about its tasks, without the lock. */
    void gone(Worker worker, Death death) {
        Worker.State last = worker.state;
        boolean inOrder = last == Worker.State.LEAVING && death.killedFor() == null;
        worker.state = Worker.State.GONE;
        worker.revoking = false;
        workers.remove(worker);
        idle.remove(worker);
        worker.insights.exitNanos = worker.leavingSince == 0 ? 0 : System.nanoTime() - worker.leavingSince;
        engine.ledger.left(worker.insights.snapshot("gone"));
        engine.died(death);
        String during = mourn(worker, death);
        boolean expected = inOrder || (last == Worker.State.LEAVING && during.isEmpty());
        if (!expected) {
            engine.ledger.died(death, during);
        }
        if (last == Worker.State.STARTING && engine.isOpen()) {
            startFailed(death);
        } else if (!expected && worker.given == 0) {
            pause(trouble.pause());
        }
    }

    /** Settles the tasks that the worker had; names the one that it took with it. */
    private String mourn(Worker worker, Death death) {
        String during = "";
        List<ProcessTask<?>> back = new ArrayList<>();
        for (ProcessTask<?> task : worker.inFlight) {
            task.cancelAlarms();
            task.worker = null;
            boolean first = task == worker.inFlight.peekFirst();
            boolean begun = task.seq <= death.begun() || (first && death.begun() == Death.UNKNOWN);
            // Nothing before its begin is the task's own doing, but for receiving it, which may take more memory than
            // there is.
            boolean suspect = first && !begun && ++task.deathsBeforeBegin >= 2;
            if (begun || suspect) {
                during = task.name();
            }
            if (!begun && !suspect) {
                back.add(task);
            } else if (task.isDone()) {
                engine.release(task);
            } else if (!suspect && !engine.isStopped() && task.mayRunAgain(settings.retries())) {
                engine.ledger.retried++;
                back.add(task);
            } else {
                String doing = suspect ? "received" : "ran";
                WorkerDiedException failure = death.exception("while it " + doing + " task '" + task.name() + "'");
                engine.endLater(() -> task.fail(failure), afterwards);
            }
        }
        worker.inFlight.clear();
        putBack(back);
        return during;
    }

    private void startFailed(Death death) {
        long pause = trouble.again(workers.isAnyReady(), death.isFromOutside());
        if (pause < 0 || settings.single()) {
            breakPool(death.exception("before it was ready"));
        } else {
            pause(pause);
        }
    }

    private void pause(long nanos) {
        pausing = true;
        var _ = Timers.schedule(nanos, () -> engine.update(() -> pausing = false));
    }

    /** No worker can be made ready: what is queued fails with the reason. */
    void breakPool(Throwable cause) {
        engine.breakWith(cause, afterwards);
    }

    // ---- who comes and who goes -------------------------------------------------------------------------------

    /** Has a spare or a new worker come for each task that waits, here or behind another, as far as there may be more. */
    private void summon(int tasks) {
        int most = Math.min(settings.workers() - workers.active(), tasks - workers.starting());
        for (int i = 0; i < most && engine.isOpen(); i++) {
            Worker spare = promote();
            if (spare != null) {
                becameFree(spare);
            } else if (!pausing) {
                start(false);
            }
        }
    }

    private void keepSpares() {
        if (settings.spares() == 0 || lastNumber == 0 || pausing || !engine.isOpen() || engine.isShutdown()) {
            return;
        }
        for (int spares = workers.spares(); spares < settings.spares(); spares++) {
            start(true);
        }
    }

    private void start(boolean spare) {
        Worker worker = new Worker(engine, ++lastNumber, spare);
        workers.add(worker);
        try {
            worker.start();
        } catch (Throwable noThread) { // OutOfMemoryError: unable to create native thread
            workers.remove(worker);
            startFailed(new Death(worker.name, -1, -1, -1, null, noThread, List.of(), null, null));
        }
    }

    private void leave(Worker worker, long now) {
        if (worker.state == Worker.State.STARTING) {
            worker.state = Worker.State.LEAVING;
            worker.leavingSince = now;
            kill(worker, "it is no longer needed");
        } else if (worker.state != Worker.State.LEAVING) {
            worker.state = Worker.State.LEAVING;
            worker.leavingSince = now;
            idle.remove(worker);
            if (!settings.single()) { // which leaves by itself, in its own time
                control(worker, Wire.frame(Wire.LEAVE));
            }
            afterwards.add(worker::wakeUp);
        }
    }

    /** All leave. */
    void leave() {
        for (Worker worker : workers) {
            leave(worker, System.nanoTime());
        }
    }

    /** What the server thread of a worker asks before it waits: for how long it may. */
    long look(Worker worker, long now) {
        return switch (worker.state) {
            case STARTING ->
                until(
                        worker,
                        worker.startDeadline() - now,
                        "it was not ready " + settings.startTimeout() + " after its start");
            case LEAVING ->
                settings.single()
                        ? Long.MAX_VALUE
                        : until(worker, worker.leavingSince + Worker.leavingNanos() - now, "it did not leave");
            case READY -> {
                worker.crowded = worker.inFlight.size() >= CROWD;
                long memory = worker.checkMemory(now, !worker.inFlight.isEmpty());
                if (!worker.inFlight.isEmpty() || worker.spare) {
                    yield memory;
                }
                long idleNanos = Durations.nanos(settings.workerIdle());
                long left = idleNanos == Long.MAX_VALUE ? idleNanos : worker.idleSince + idleNanos - now;
                if (left <= 0) {
                    leave(worker, now);
                    yield Worker.leavingNanos();
                }
                boolean soon = engine.backlog.size() == 0 && shareOut();
                yield soon ? LONG_NANOS : Math.min(memory, left);
            }
            case RETIRING -> worker.checkMemory(now, true);
            case GONE -> Long.MAX_VALUE;
        };
    }

    private long until(Worker worker, long left, String otherwise) {
        if (left > 0) {
            return left;
        }
        kill(worker, otherwise);
        return Worker.leavingNanos();
    }

    // ---- all at once ------------------------------------------------------------------------------------------

    /** Interrupts what runs, and has the workers give back what they have not begun. */
    void interruptAll() {
        for (Worker worker : workers) {
            if (worker.inFlight.size() > 1 && !worker.revoking) {
                revoke(worker);
            }
            // Any of them may be the one that runs; those that are given back are out of reach by now.
            for (ProcessTask<?> task : worker.inFlight) {
                sendDrop(worker, task, true);
            }
        }
    }

    void killRevoking() {
        for (Worker worker : workers) {
            if (worker.revoking) {
                worker.kill("it did not answer");
            }
        }
    }

    void killAll(String reason) {
        for (Worker worker : workers) {
            kill(worker, reason);
        }
    }

    boolean isServedByCurrentThread() {
        if (!(Thread.currentThread() instanceof Worker.Server server)) {
            return false;
        }
        engine.lock.lock();
        try {
            return workers.isAnyServedBy(server);
        } finally {
            engine.lock.unlock();
        }
    }

    void terminateAll() {
        for (Worker worker : workers) {
            afterwards.add(worker::terminate);
        }
    }

    void afterwards(Runnable action) {
        afterwards.add(action);
    }
}
