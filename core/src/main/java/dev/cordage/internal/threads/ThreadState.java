package dev.cordage.internal.threads;

import java.lang.Thread.UncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;

/** What a task may change on its thread and the next task should not find changed. */
public final class ThreadState {
    private final Thread thread;
    private final String name;
    private final int priority;
    private final UncaughtExceptionHandler handler;
    private final @Nullable ClassLoader loader;

    private ThreadState(Thread thread) {
        this.thread = thread;
        this.name = thread.getName();
        this.priority = thread.getPriority();
        this.handler = thread.getUncaughtExceptionHandler();
        this.loader = thread.getContextClassLoader();
    }

    /** The state of the current thread as it is now. */
    public static ThreadState current() {
        return new ThreadState(Thread.currentThread());
    }

    /** Puts the state back. The interrupt flag and thread-local variables stay as the task left them. */
    public void restore() {
        if (!thread.getName().equals(name)) {
            thread.setName(name);
        }
        if (thread.getPriority() != priority) {
            thread.setPriority(priority);
        }
        if (thread.getUncaughtExceptionHandler() != handler) {
            thread.setUncaughtExceptionHandler(handler instanceof ThreadGroup ? null : handler);
        }
        if (thread.getContextClassLoader() != loader) {
            thread.setContextClassLoader(loader);
        }
    }
}
