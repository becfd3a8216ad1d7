package dev.cordage.task;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool that wait to be woken, the latest on top: a Treiber stack. A node is used once, so a popped node
 * is never pushed again and the stack has no ABA problem. Nodes of workers that gave up waiting stay until they are
 * popped; there are never more of them than times the stack was emptied since.
 */
final class ParkedWorkers {
    private final AtomicReference<@Nullable Node> top = new AtomicReference<>();

    /**
     * One wait of one worker.
     *
     * <pre>
     *   WAITING ──wakeOne──> WAKING ──> WOKEN
     *      └──withdraw──> WITHDRAWN
     * </pre>
     *
     * Between WAKING and WOKEN the waker counts the worker as searching, so that whoever sees WOKEN is counted.
     */
    static final class Node extends AtomicInteger {
        private static final long serialVersionUID = 1L;
        private static final int WAITING = 0;
        private static final int WAKING = 1;
        private static final int WOKEN = 2;
        private static final int WITHDRAWN = 3;

        private final transient Thread thread = Thread.currentThread();
        private transient @Nullable Node next;

        /**
         * Parks until woken, or so long; {@link Long#MAX_VALUE}: for ever. An interrupt is cleared: it was meant for a
         * task that has ended. Returns whether it was woken.
         */
        boolean park(long nanos) {
            long deadline = System.nanoTime() + nanos;
            while (get() != WOKEN) {
                if (get() == WAKING) {
                    Thread.yield();
                } else if (nanos == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, left);
                }
                boolean _ = Thread.interrupted();
            }
            return true;
        }

        /** Gives up waiting; false if it was woken before. */
        boolean withdraw() {
            if (compareAndSet(WAITING, WITHDRAWN)) {
                return true;
            }
            while (get() != WOKEN) {
                Thread.yield();
            }
            return false;
        }
    }

    /** Shows the calling thread as a worker that can be woken. It must park or withdraw. */
    Node push() {
        Node node = new Node();
        do {
            node.next = top.get();
        } while (!top.compareAndSet(node.next, node));
        return node;
    }

    /** Wakes the worker that parked last and counts it as searching; false if there is none. */
    boolean wakeOne(AtomicInteger searching) {
        for (Node node; (node = top.get()) != null; ) {
            if (top.compareAndSet(node, node.next) && node.compareAndSet(Node.WAITING, Node.WAKING)) {
                searching.incrementAndGet();
                node.set(Node.WOKEN);
                LockSupport.unpark(node.thread);
                return true;
            }
        }
        return false;
    }
}
