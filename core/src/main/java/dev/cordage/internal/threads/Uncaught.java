package dev.cordage.internal.threads;

/** Where failures go that no future carries: the uncaught-exception handler of the thread. */
public final class Uncaught {
    private Uncaught() {}

    /** Reports to the handler of the current thread; a handler that fails itself is reported on the standard error. */
    public static void report(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable handlerFailure) {
            try {
                failure.addSuppressed(handlerFailure);
                System.err.println("Exception in thread \"" + thread.getName()
                        + "\", and its uncaught-exception handler failed too:");
                failure.printStackTrace();
            } catch (Throwable e) {
                // Nobody is left to tell: memory or stack ran out while reporting.
            }
        }
    }
}
