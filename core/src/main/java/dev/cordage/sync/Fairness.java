package dev.cordage.sync;

/** In which order the waiters of a lock or semaphore get it. */
public enum Fairness {
    /**
     * A thread that asks while the thing is free gets it, even past those that wait; among the waiters the longest waiting
     * goes first. Much faster under contention, since the thing is not idle while a waiter wakes up. A lock doesn't let
     * its waiters starve: for one that has waited for ten milliseconds it is reserved.
     */
    BARGING,
    /**
     * First come, first served: what is released is handed to the longest waiting thread. Only the untimed
     * {@code tryX()} forms, which never wait, may go past the waiters.
     */
    FIFO
}
