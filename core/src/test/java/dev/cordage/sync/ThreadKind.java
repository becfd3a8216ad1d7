package dev.cordage.sync;

import dev.cordage.testing.Bounded.Caller;
import java.util.concurrent.Callable;

/** The two kinds of thread that a test calls from. */
public enum ThreadKind {
    /** Threads of the operating system. */
    PLATFORM,
    /** Threads of the JVM. */
    VIRTUAL;

    /** A builder of such threads, with this name; they don't keep the JVM alive. */
    public Thread.Builder named(String name) {
        return switch (this) {
            case PLATFORM -> Thread.ofPlatform().daemon().name(name);
            case VIRTUAL -> Thread.ofVirtual().name(name);
        };
    }

    /** Starts a thread that makes this call. */
    public <T> Caller<T> call(Callable<T> body) {
        return Caller.start(named("caller"), body);
    }

    /** Starts a thread with this name that makes this call. */
    public <T> Caller<T> call(String name, Callable<T> body) {
        return Caller.start(named(name), body);
    }
}
