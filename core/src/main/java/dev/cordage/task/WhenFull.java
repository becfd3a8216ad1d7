package dev.cordage.task;

/** What a pool does with a task that is submitted when its queue is full. */
public enum WhenFull {
    /**
     * The submitter waits for space. If it is interrupted meanwhile, or the pool is shut down, the task is rejected and
     * the interrupt flag kept. A task of the pool itself does not wait, which could last for ever: it runs the new task
     * in its own thread.
     */
    WAIT,
    /** The task is rejected with a {@link java.util.concurrent.RejectedExecutionException}. */
    REJECT,
    /** The task is run at once in the thread that submits it, before {@code submit} returns. */
    RUN_IN_CALLER
}
