/**
 * Queues that close.
 *
 * <p><b>The rooms.</b> {@link dev.cordage.queue.CloseableQueue} is the contract for every reach, with factories for this
 * JVM, and the page that says what each method does when the queue is closed. {@link dev.cordage.queue.Consumption} is the
 * loop that ends when a queue is drained. {@link dev.cordage.queue.Select} waits for several queues.
 *
 * <p><b>Inside.</b> {@code LocalQueue} waits, closes and counts; a {@code Store} keeps the items and never waits.
 * {@code RingStore} is for first in, first out: lock-free rings ({@code Ring}), with everything unusual done while they are
 * frozen. {@code LockedStore} has a lock and a {@code Shelf}: {@code LifoShelf} or {@code PriorityShelf}.
 *
 * <p><b>Locks.</b> One in each store; in a {@code RingStore} it is only for growing, closing, and looking at all items. One
 * in each of the three lines of a queue, never held together with another. The comparator of a priority queue is the only
 * user code that runs under a lock, that of the store.
 *
 * <p><b>Happens-before.</b> Putting an item in happens-before it is taken out; closing happens-before anybody is told.
 */
@NullMarked
package dev.cordage.queue;

import org.jspecify.annotations.NullMarked;
