package dev.cordage.observe;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All open bars of a JVM, and what exists only while there are any: a display, a thread that redraws it, replaced
 * standard streams, an exit hook. That together is a session.
 *
 * <pre>
 *   no session --open--> session --the last bar ends and is shown--> no session
 *        |                  |
 *        '-------exit-------'--> down (terminal): bars count, nothing is shown
 * </pre>
 *
 * <h2>How drawing and printing are serialised</h2>
 *
 * Three kinds of locks, always taken in this order, each may be left out:
 *
 * <ol>
 *   <li>the lock inside a {@code PrintStream}, when the program prints through a {@link ProgressTap};
 *   <li>the <b>display's lock</b> ({@link ProgressLock}): who holds it writes; all bytes of a frame, a line, or a
 *       piece of the program's text. Under it the program's original stream is written to, which may take any lock of
 *       the program's; therefore nobody waits for it longer than a second ({@link #PATIENCE}): text is then written
 *       without it, a frame is left out, and a closing line is left to the next tick;
 *   <li>the <b>board's lock</b> ({@link #lock}): which bars there are, and the session. It is held for a few
 *       instructions and never while writing or while taking another lock of ours.
 * </ol>
 *
 * What is shown is fetched from the board ({@link #scene}) under the display's lock. So a frame never shows a bar
 * whose closing line is out already, and closing lines appear in the order in which bars ended. Counting takes no
 * lock at all.
 */
final class ProgressBoard {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    static final ProgressBoard SHARED = new ProgressBoard(new ProgressJvm(), PATIENCE);

    private final ProgressHost host;
    /** The display's lock, the same for all sessions. */
    private final ProgressLock displayLock;

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by lock. In the order of their start. */
    private final List<Open> open = new ArrayList<>();
    /** Guarded by lock. Last readings that no display has fetched yet. */
    private List<ProgressReading> ended = new ArrayList<>();
    /** Guarded by lock. */
    private final ProgressStreams streams;
    /** Guarded by lock. */
    private boolean down;
    /** Written under lock, volatile for the taps. */
    private volatile @Nullable Session session;

    /** The board must not keep alive what the program has forgotten; hence the weak reference. */
    private record Open(ProgressMeter meter, WeakReference<Progress> progress) {}

    private record Session(ProgressDisplay display, Runnable stopTicks, Runnable removeHook) {}

    ProgressBoard(ProgressHost host, Duration patience) {
        this.host = host;
        this.displayLock = new ProgressLock(patience);
        this.streams = new ProgressStreams(host, this::screen);
    }

    long nanoTime() {
        return host.nanoTime();
    }

    void open(Progress progress, ProgressMeter meter) {
        lock.lock();
        try {
            if (session == null && !down) {
                session = begin();
            }
            if (!down) {
                open.add(new Open(meter, new WeakReference<>(progress)));
            }
        } finally {
            lock.unlock();
        }
    }

    void close(ProgressMeter meter) {
        ProgressReading last = meter.end(host.nanoTime());
        if (last == null) {
            return;
        }
        lock.lock();
        try {
            if (open.removeIf(bar -> bar.meter() == meter)) {
                ended.add(last);
            }
        } finally {
            lock.unlock();
        }
        show();
    }

    /** Ends the bars that nobody can reach, and shows all. */
    void tick() {
        endForgotten();
        show();
    }

    /** The program exits. */
    void exit() {
        Session leaving;
        List<ProgressReading> last;
        lock.lock();
        try {
            down = true;
            leaving = session;
            long now = host.nanoTime();
            last = new ArrayList<>(ended);
            open.forEach(bar -> last.add(bar.meter().readAsLast(now)));
            ended.clear();
            open.clear();
        } finally {
            lock.unlock();
        }
        if (leaving != null) {
            leaving.display().leave(last);
            finish(leaving);
        }
    }

    private void show() {
        Session current = session;
        if (current != null) {
            try {
                current.display().show(this::scene);
            } finally {
                finish(current);
            }
        }
    }

    private ProgressDisplay.Scene scene() {
        lock.lock();
        try {
            List<ProgressReading> fetched = ended;
            ended = new ArrayList<>();
            return new ProgressDisplay.Scene(
                    fetched, open.stream().map(Open::meter).toList());
        } finally {
            lock.unlock();
        }
    }

    private void endForgotten() {
        lock.lock();
        try {
            long now = host.nanoTime();
            for (Iterator<Open> bars = open.iterator(); bars.hasNext(); ) {
                Open bar = bars.next();
                if (bar.progress().refersTo(null)) {
                    bars.remove();
                    ended.add(bar.meter().readAsLast(now));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins a session; null if the program exits just now. Under lock. */
    private @Nullable Session begin() {
        ProgressSurface surface = host.surface();
        Runnable removeHook;
        try {
            removeHook = host.atExit(this::exit);
        } catch (IllegalStateException _) {
            down = true;
            return null;
        }
        Runnable stopTicks;
        try {
            stopTicks = host.repeat(this::tick);
        } catch (Throwable e) {
            removeHook.run();
            throw e;
        }
        if (!surface.terminal()) {
            return new Session(new ProgressLog(host, displayLock), stopTicks, removeHook);
        }
        streams.replace(surface.sharedWithOut());
        return new Session(new ProgressScreen(host, surface, displayLock), stopTicks, removeHook);
    }

    /** Ends this session if it is the present one and has nothing left to show. */
    private void finish(Session finished) {
        lock.lock();
        try {
            if (finished.equals(session) && open.isEmpty() && ended.isEmpty()) {
                session = null;
                streams.putBack();
                finished.stopTicks().run();
                finished.removeHook().run();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ProgressScreen screen() {
        Session current = session;
        return current != null && current.display() instanceof ProgressScreen screen ? screen : null;
    }
}
