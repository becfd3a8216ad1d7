package dev.cordage.internal.shared;

import java.io.IOException;

/**
 * How processes of a fabric wake each other: each has a bell, which the others ring, and one thread that waits for it and
 * wakes the threads that are meant. A ring may be lost when its ringer dies; the waiting thread looks by itself now and then.
 */
interface Bell extends AutoCloseable {
    /** The mode in which a process waits by the futex system call. */
    long FUTEX = 1;

    /** The mode in which bells are sockets, which any JVM can do. */
    long SOCKET = 2;

    /** The mode that this JVM would choose for a new fabric. */
    static long preferred() {
        return Futex.isAvailable() && !Boolean.getBoolean("dev.cordage.noFutex") ? FUTEX : SOCKET;
    }

    /**
     * Makes the bell of a process, in the mode of its fabric; if it can't do that, all have to change to sockets.
     *
     * @throws IOException if no socket can be made
     */
    static Bell of(Region region) throws IOException {
        if (region.mode() == FUTEX && region.canUseFutex()) {
            return new FutexBell(region);
        }
        // The others learn of it with their next call, or when they look by themselves: no call is lost for longer.
        region.changeMode(SOCKET);
        return new SocketBell(region);
    }

    /** The mode in which it works. */
    long mode();

    /** Rings the bell of another process. Never blocks. */
    void ring(long lease);

    /** Forgets the bell of a process that died. */
    default void forget(long lease) {}

    /** Rings the bell of this process. */
    void ringHere();

    /** Waits until it is rung, if it was not since the last wait, but not longer than so many nanoseconds. */
    void await(long nanos);

    @Override
    void close();
}
