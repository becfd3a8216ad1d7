package dev.cordage.task;

/** Interrupts the thread that made it. */
final class ThreadRunner extends AbstractTaskFuture.Runner {
    private final Thread thread = Thread.currentThread();

    @Override
    protected void interrupt() {
        thread.interrupt();
    }
}
