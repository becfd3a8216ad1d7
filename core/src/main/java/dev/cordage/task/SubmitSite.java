package dev.cordage.task;

import java.io.Serial;

/**
 * Where a task was submitted: a stack trace, no failure.
 *
 * <p>Where submit sites are switched on, it is a suppressed exception of the failure of the task, so that every log that
 * prints the failure shows both ends. Thread pools switch it on with {@link ThreadPool.Builder#submitSites}, or for the
 * whole program with the system property {@code cordage.submitSites=true}: the stack walk costs more than a small task.
 */
public final class SubmitSite extends Throwable {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String task;
    private final String pool;
    private final String thread;

    /**
     * Records the calling thread's stack as the site.
     *
     * @param task the name of the task
     * @param pool the name of the pool
     */
    public SubmitSite(String task, String pool) {
        this.task = task;
        this.pool = pool;
        this.thread = Thread.currentThread().getName();
    }

    /** Which task was submitted to which pool by which thread. Made when it is asked for: most sites are never seen. */
    @Override
    public String getMessage() {
        return "task '" + task + "' was submitted to pool '" + pool + "' by thread '" + thread + "'";
    }

    /**
     * Adds this site to a failure, unless it already has one (the same exception object may fail many tasks). For pools.
     *
     * @param failure the failure of the task
     */
    public void attachTo(Throwable failure) {
        if (failure == this) {
            return; // a task may throw its own site
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof SubmitSite) {
                return;
            }
        }
        failure.addSuppressed(this);
    }
}
