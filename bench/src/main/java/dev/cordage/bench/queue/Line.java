package dev.cordage.bench.queue;

/**
 * A queue with the two loops that use it. Each kind of queue has loops of its own: one that is shared would be compiled
 * for all of them.
 */
interface Line {
    /** Puts in the first so many of the {@link Items}, one by one. */
    void send(int count) throws Exception;

    /** Takes so many out, one by one, and adds them up. */
    long receive(int count) throws Exception;
}
