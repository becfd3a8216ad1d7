package dev.cordage.queue;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Selectable;
import dev.cordage.internal.waiting.Selectable.Standing;
import dev.cordage.internal.waiting.Waiter;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several queues to have an item, and takes it.
 *
 * <pre>{@code
 * Select<String> next = Select.<String>create()
 *         .receive(orders, order -> "order " + order.id())
 *         .receive(alarms, alarm -> "alarm: " + alarm);
 * for (String text : next.consume()) {        // ends when both queues are closed and empty
 *     IO.println(text);
 * }
 * }</pre>
 *
 * <p>Exactly one item is taken from exactly one queue, and handed to the function of that queue, in the thread that
 * called, with nothing locked. What is not taken stays in its queue, and its wake-up goes to another waiter: nothing is
 * lost or doubled, also when the wait is interrupted or runs out of time. If several queues are ready, each of them
 * has the same chance. A drained queue is no longer considered. Queues of this JVM and queues between processes can be
 * mixed; once the fabric of one is closed, taking fails with an {@link IllegalStateException}.
 *
 * <p>Immutable: {@link #receive} returns a new one. May be used by any number of threads, any number of times.
 *
 * @param <R> the type of what the functions make of the items
 */
public final class Select<R> {
    private record Case<E, R>(CloseableQueue<E> queue, Selectable takers, Function<? super E, ? extends R> function) {
        @Nullable Pick<E, R> poll() {
            E item = queue.poll();
            return item == null ? null : new Pick<>(this, item);
        }
    }

    /** An item that was taken. Its function is called when no line is waited in any more. */
    private record Pick<E, R>(Case<E, R> from, E item) {
        R result() {
            return Objects.requireNonNull(
                    from.function.apply(item),
                    () -> "the function for items of " + from.queue.name() + " returned null");
        }
    }

    private final List<Case<?, R>> cases;

    private Select(List<Case<?, R>> cases) {
        this.cases = cases;
    }

    /** One without queues yet. */
    public static <R> Select<R> create() {
        return new Select<>(List.of());
    }

    /**
     * The items of several queues of the same type.
     *
     * @param queues the queues
     * @throws IllegalArgumentException as {@link #receive}
     */
    public static <E> Select<E> from(Collection<? extends CloseableQueue<? extends E>> queues) {
        Select<E> select = create();
        for (CloseableQueue<? extends E> queue : queues) {
            select = select.receive(queue, item -> item);
        }
        return select;
    }

    /**
     * This, and one more queue.
     *
     * @param queue the queue
     * @param function what to make of its items; must not return null. What it throws is thrown to the caller; the item is
     *     taken
     * @throws IllegalArgumentException if the queue is there already, or is of a kind that cannot be waited for together
     *     with others
     */
    public <E> Select<R> receive(CloseableQueue<E> queue, Function<? super E, ? extends R> function) {
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(function, "function");
        if (!(queue instanceof Selectable takers)) {
            throw new IllegalArgumentException(
                    "a Select cannot wait for a " + queue.getClass().getName());
        }
        if (cases.stream().anyMatch(each -> each.queue == queue)) {
            throw new IllegalArgumentException("the Select has " + queue.name() + " already");
        }
        List<Case<?, R>> more = new ArrayList<>(cases);
        more.add(new Case<>(queue, takers, function));
        return new Select<>(List.copyOf(more));
    }

    /**
     * Waits for an item of any of the queues.
     *
     * @return what the function made of it
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is taken then
     * @throws QueueClosedException if all queues are drained, or become so meanwhile
     * @throws IllegalStateException if there are no queues
     */
    public R take() throws InterruptedException {
        R result = pollWithin("Select.take", Long.MAX_VALUE);
        if (result == null) {
            throw new QueueClosedException("Select.take: all queues are closed and empty: "
                    + cases.stream().map(each -> each.queue.name()).collect(Collectors.joining(", ")));
        }
        return result;
    }

    /**
     * Takes an item of any of the queues if there is one, and never waits.
     *
     * @return what the function made of it, or null if there is none
     * @throws IllegalStateException if there are no queues
     */
    public @Nullable R poll() {
        checkCases();
        return resultOf(pollOnce());
    }

    /**
     * Waits for an item of any of the queues, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return what the function made of it, or null if the time ran out or all queues are drained
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is taken then
     * @throws IllegalStateException if there are no queues
     */
    public @Nullable R poll(Duration timeout) throws InterruptedException {
        return pollWithin("Select.poll", Durations.nanos(timeout));
    }

    /**
     * Takes items of any of the queues until all are drained, and shows what the functions make of them.
     *
     * @throws IllegalStateException if there are no queues
     */
    public Consumption<R> consume() {
        checkCases();
        return new LocalConsumption<>(toString(), () -> pollWithin("Select.consume", Long.MAX_VALUE));
    }

    /** Whether all queues are drained, so that nothing can come any more. */
    public boolean isDrained() {
        return cases.stream().allMatch(each -> each.queue.isDrained());
    }

    private void checkCases() {
        if (cases.isEmpty()) {
            throw new IllegalStateException("a Select without queues");
        }
    }

    private @Nullable R resultOf(@Nullable Pick<?, R> pick) {
        return pick == null ? null : pick.result();
    }

    /** Tries all queues once, in random order, so that each has the same chance. */
    private @Nullable Pick<?, R> pollOnce() {
        int[] order = IntStream.range(0, cases.size()).toArray();
        for (int i = 0; i < order.length; i++) {
            int other = ThreadLocalRandom.current().nextInt(i, order.length);
            int index = order[other];
            order[other] = order[i];
            Pick<?, R> pick = cases.get(index).poll();
            if (pick != null) {
                return pick;
            }
        }
        return null;
    }

    private @Nullable R pollWithin(String operation, long nanos) throws InterruptedException {
        checkCases();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean drained = isDrained();
        Pick<?, R> pick = pollOnce();
        return resultOf(pick != null || drained || nanos == 0 ? pick : await(operation, nanos));
    }

    /**
     * Waits in the lines of all queues at once. A wake-up by one of them means: try all. A place that was notified, and
     * whose queue had nothing for us, is made ready for the next wake-up before the next look.
     */
    private @Nullable Pick<?, R> await(String operation, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        List<Standing> places = new ArrayList<>();
        try {
            for (Case<?, R> each : cases) {
                places.add(each.takers.stand(operation));
            }
            for (; ; ) {
                VarHandle.fullFence(); // as who puts an item in has one before looking whom to call
                boolean drained = isDrained();
                Pick<?, R> pick = pollOnce();
                if (pick != null || drained) {
                    return pick;
                }
                if (waitAgain(places)) {
                    continue;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = Durations.left(start, nanos);
                if (left == 0) {
                    return null;
                }
                Waiter.park(this, left);
            }
        } finally {
            leave(places);
        }
    }

    /** Whether one of them had been called. */
    private static boolean waitAgain(List<Standing> places) {
        boolean called = false;
        for (Standing place : places) {
            if (place.isCalled()) {
                place.waitAgain();
                called = true;
            }
        }
        return called;
    }

    private static void leave(List<Standing> places) {
        for (Standing place : places) {
            try {
                place.leave();
            } catch (IllegalStateException _) {
                // Its fabric is closed, which the next look at the queue will say; what was taken is not lost for it.
            }
        }
    }

    @Override
    public String toString() {
        return "Select from " + cases.stream().map(each -> each.queue.name()).toList();
    }
}
