package dev.cordage.queue;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.OfThisJvm;
import dev.cordage.internal.waiting.Selectable;
import dev.cordage.internal.waiting.Spin;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.observe.QueueStatistics;
import dev.cordage.queue.Store.Added;
import dev.cordage.queue.Store.Choice;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A queue between the threads of this JVM: a store for the items, and lines of those that wait. */
final class LocalQueue<E> extends AbstractQueue<E> implements CloseableQueue<E>, OfThisJvm, Selectable {
    /*
     * Every change of the store is followed by a look at the line of those it may help (takers.wake, putters.wake), which
     * costs a volatile read where nobody waits. WaitLine says why no wake-up is lost.
     *
     * Before it waits, a thread looks again for a while, as long as that has paid off lately (Spin).
     */

    /** Batches of drainTo: as many as are taken in one step, and put back if the target refuses them. */
    private static final int BATCH = 1024;

    private final Store<E> store;
    private final @Nullable String givenName;
    private final WaitLine takers = WaitLine.of(this);
    private final WaitLine putters = WaitLine.of(this);
    private final WaitLine joiners = WaitLine.of(this);
    private final Spin takerSpin = new Spin(1 << 9, 64);
    private final Spin putterSpin = new Spin(1 << 9, 64);

    /** How many items were reported done by {@link #taskDone}. */
    private final AtomicLong done = new AtomicLong();

    /** How many calls of {@link #drainTo} have begun, and how many have ended: in between, items may come back. */
    private final AtomicLong drainsBegun = new AtomicLong();

    private final AtomicLong drainsEnded = new AtomicLong();

    LocalQueue(Store<E> store, @Nullable String name) {
        this.store = store;
        this.givenName = name;
    }

    static <E> LocalQueue<E> fifo(int capacity, @Nullable String name) {
        return new LocalQueue<>(new RingStore<>(checked(capacity)), name);
    }

    static <E> LocalQueue<E> lifo(int capacity, @Nullable String name) {
        return new LocalQueue<>(new LockedStore<>(checked(capacity), new LifoShelf<>()), name);
    }

    static <E> LocalQueue<E> priority(int capacity, Comparator<? super E> order, @Nullable String name) {
        return new LocalQueue<>(new LockedStore<>(checked(capacity), new PriorityShelf<>(order)), name);
    }

    private static int checked(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a queue needs a capacity of at least 1, not " + capacity);
        }
        return capacity;
    }

    // --- put

    @Override
    public void put(E item) throws InterruptedException {
        if (putWithin("put", item, Long.MAX_VALUE) == Added.CLOSED) {
            throw closed("put");
        }
    }

    @Override
    public boolean add(E item) {
        return switch (addNow(item)) {
            case ADDED -> true;
            case FULL -> throw new IllegalStateException("add: " + this + " is full");
            case CLOSED -> throw closed("add");
        };
    }

    @Override
    public boolean offer(E item) {
        return addNow(item) == Added.ADDED;
    }

    @Override
    public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
        return putWithin("offer", item, unit.toNanos(time)) == Added.ADDED;
    }

    @Override
    public boolean offer(E item, Duration timeout) throws InterruptedException {
        return putWithin("offer", item, Durations.nanos(timeout)) == Added.ADDED;
    }

    private Added addNow(E item) {
        Added added = store.add(Objects.requireNonNull(item, "item"));
        if (added == Added.ADDED) {
            takers.wake();
        }
        return added;
    }

    private Added putWithin(String operation, E item, long nanos) throws InterruptedException {
        Objects.requireNonNull(item, "item");
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Added added = addNow(item);
        return added == Added.FULL && nanos > 0 ? waitForSpace(operation, item, nanos) : added;
    }

    private Added waitForSpace(String operation, E item, long nanos) throws InterruptedException {
        PutAttempt<E> put = new PutAttempt<>(store, item);
        if (!putterSpin.succeeds(put, store.isWorthSpinning())) {
            putters.await(operation, put, nanos);
        }
        if (put.added() == Added.ADDED) {
            takers.wake();
        }
        return put.added();
    }

    @Override
    public int putAll(Collection<? extends E> items) throws InterruptedException {
        Object[] all = checked(items);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        for (int in = 0; in < all.length; ) {
            int count = store.addSome(all, in, all.length);
            if (count > 0) {
                takers.wake();
            } else {
                count = putOneOf(all, in);
            }
            in += count;
        }
        return all.length;
    }

    private int putOneOf(Object[] all, int in) throws InterruptedException {
        @SuppressWarnings("unchecked")
        E next = (E) all[in];
        try {
            if (putWithin("putAll", next, Long.MAX_VALUE) == Added.CLOSED) {
                throw closed("putAll, after %d of %d items".formatted(in, all.length));
            }
        } catch (InterruptedException e) {
            throw withMessage("interrupted in putAll, after %d of %d items".formatted(in, all.length), e);
        }
        return 1;
    }

    private static InterruptedException withMessage(String message, InterruptedException e) {
        var interrupted = new InterruptedException(message);
        interrupted.setStackTrace(e.getStackTrace());
        return interrupted;
    }

    @Override
    public boolean addAll(Collection<? extends E> items) {
        Object[] all = checked(items);
        for (Object item : all) {
            @SuppressWarnings("unchecked")
            E next = (E) item;
            add(next);
        }
        return all.length > 0;
    }

    private Object[] checked(Collection<? extends E> items) {
        if (items == this) {
            throw new IllegalArgumentException("the items to put into " + name() + " are the queue itself");
        }
        Object[] all = Objects.requireNonNull(items, "items").toArray();
        for (Object item : all) {
            Objects.requireNonNull(item, "item");
        }
        return all;
    }

    private QueueClosedException closed(String operation) {
        return new QueueClosedException(operation + ": " + this);
    }

    // --- take

    @Override
    public E take() throws InterruptedException {
        E item = pollWithin("take", Long.MAX_VALUE);
        if (item == null) {
            throw closed("take");
        }
        return item;
    }

    @Override
    public @Nullable E poll() {
        E item = store.poll();
        if (item != null) {
            putters.wake();
        }
        return item;
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return pollWithin("poll", unit.toNanos(time));
    }

    @Override
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return pollWithin("poll", Durations.nanos(timeout));
    }

    @Override
    public E remove() {
        E item = poll();
        if (item == null) {
            throw new NoSuchElementException("remove: " + this);
        }
        return item;
    }

    @Override
    public E element() {
        E item = peek();
        if (item == null) {
            throw new NoSuchElementException("element: " + this);
        }
        return item;
    }

    @Override
    public @Nullable E peek() {
        return store.peek();
    }

    /** The next item, or null if the time ran out or the queue is drained. */
    @Nullable E pollWithin(String operation, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        E item = poll();
        return item == null && nanos > 0 ? waitForItem(operation, nanos) : item;
    }

    private @Nullable E waitForItem(String operation, long nanos) throws InterruptedException {
        Take take = new Take();
        if (!takerSpin.succeeds(take, store.isWorthSpinning())) {
            takers.await(operation, take, nanos);
        }
        if (take.item != null) {
            putters.wake();
        }
        return take.item;
    }

    private final class Take implements Attempt {
        private @Nullable E item;

        @Override
        public boolean now() {
            long drains = drainsBegun.get();
            boolean mayBeDrained = mayBeDrained(drains);
            item = store.poll();
            return item != null || (mayBeDrained && drainsBegun.get() == drains);
        }

        @Override
        public boolean isMoreLeft() {
            return store.size() > 0;
        }
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("drainTo: " + name() + " to itself");
        }
        drainsBegun.incrementAndGet();
        try {
            return drain(target, most);
        } finally {
            drainsEnded.incrementAndGet();
            if (isClosed()) {
                takers.wakeAll();
            }
        }
    }

    private int drain(Collection<? super E> target, int most) {
        int count = 0;
        while (count < most) {
            Object[] batch = store.pollSome(Math.min(BATCH, most - count));
            if (batch.length == 0) {
                break;
            }
            handOver(batch, target);
            count += batch.length;
        }
        return count;
    }

    @SuppressWarnings("unchecked")
    private void handOver(Object[] batch, Collection<? super E> target) {
        int done = 0;
        try {
            if (target.getClass() == ArrayList.class) {
                // It takes all or none.
                target.addAll((List<E>) Arrays.asList(batch));
                done = batch.length;
            }
            for (; done < batch.length; done++) {
                target.add((E) batch[done]);
            }
        } finally {
            if (done < batch.length) {
                store.putBack((List<E>) Arrays.asList(batch).subList(done, batch.length));
                takers.wake();
            }
            putters.wake();
        }
    }

    @Override
    public Consumption<E> consume() {
        return new LocalConsumption<>(name(), () -> pollWithin("consume", Long.MAX_VALUE));
    }

    // --- close

    @Override
    public void close() {
        store.close();
        wakeAll();
    }

    @Override
    public int closeNow() {
        int discarded = store.closeNow();
        wakeAll();
        wakeJoiners();
        return discarded;
    }

    private void wakeAll() {
        putters.wakeAll();
        takers.wakeAll();
    }

    @Override
    public boolean isClosed() {
        return store.isClosed();
    }

    @Override
    public boolean isDrained() {
        long drains = drainsBegun.get();
        return mayBeDrained(drains) && store.size() == 0 && drainsBegun.get() == drains;
    }

    /** If no item is found after this was true, and no drain has begun until then, none will ever be. */
    private boolean mayBeDrained(long drains) {
        return store.isClosed() && drainsEnded.get() == drains;
    }

    // --- unfinished items

    @Override
    public void taskDone() {
        long now;
        do {
            now = done.get();
            if (now >= store.taken()) {
                throw new IllegalStateException(
                        "taskDone of %2$s: %1$d taken, and as many reported done".formatted(now, name()));
            }
        } while (!done.compareAndSet(now, now + 1));
        wakeJoiners();
    }

    private void wakeJoiners() {
        if (!joiners.isEmpty() && isFinished()) {
            joiners.releaseAllIf(this::isFinished);
        }
    }

    private boolean isFinished() {
        return unfinished() == 0;
    }

    /** If this is 0, it was true at one moment during the call: what ends is read before what begins. */
    private long unfinished() {
        long finished = done.get() + store.discarded();
        return Math.max(0, store.added() - finished);
    }

    @Override
    public void join() throws InterruptedException {
        joiners.awaitRelease("join", this::isFinished, Long.MAX_VALUE);
    }

    @Override
    public boolean tryJoin(Duration timeout) throws InterruptedException {
        return joiners.awaitRelease("tryJoin", this::isFinished, Durations.nanos(timeout));
    }

    // --- all together

    @Override
    public int size() {
        return store.size();
    }

    @Override
    public int remainingCapacity() {
        return isClosed() ? 0 : remaining(store.size());
    }

    private int remaining(int size) {
        return store.capacity() == Integer.MAX_VALUE ? Integer.MAX_VALUE : Math.max(0, store.capacity() - size);
    }

    @Override
    public boolean contains(@Nullable Object item) {
        return item != null && store.snapshot().contains(item);
    }

    @Override
    public boolean remove(@Nullable Object item) {
        List<E> items = store.snapshot();
        for (int i = 0; i < items.size(); i++) {
            if (item != null && item.equals(items.get(i)) && discard(items, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean discard(List<E> snapshot, int index) {
        BitSet one = new BitSet();
        one.set(index);
        return discard(Choice.of(snapshot, one)) > 0;
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        List<E> items = store.snapshot();
        BitSet gone = new BitSet();
        for (int i = 0; i < items.size(); i++) {
            gone.set(i, filter.test(items.get(i)));
        }
        return !gone.isEmpty() && discard(Choice.of(items, gone)) > 0;
    }

    @Override
    public boolean removeAll(Collection<?> items) {
        Objects.requireNonNull(items, "items");
        return removeIf(items::contains);
    }

    @Override
    public boolean retainAll(Collection<?> items) {
        Objects.requireNonNull(items, "items");
        return removeIf(item -> !items.contains(item));
    }

    private int discard(Choice<E> choice) {
        return discarded(store.discard(choice));
    }

    @Override
    public void clear() {
        discarded(store.discardAll());
    }

    private int discarded(int count) {
        if (count > 0) {
            putters.wake();
            wakeJoiners();
        }
        return count;
    }

    @Override
    public Object[] toArray() {
        return store.snapshot().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return store.snapshot().toArray(array);
    }

    @Override
    public Iterator<E> iterator() {
        List<E> items = store.snapshot();
        return new SnapshotIterator<>(items, index -> discard(items, index));
    }

    @Override
    public Spliterator<E> spliterator() {
        return store.snapshot().spliterator();
    }

    // --- what it shows of itself

    @Override
    public String name() {
        return givenName == null ? Names.madeUp("CloseableQueue", this) : givenName;
    }

    @Override
    public QueueStatistics statistics() {
        long removed = store.taken() + store.discarded();
        return new QueueStatistics(
                name(),
                store.size(),
                store.capacity(),
                store.added(),
                removed,
                unfinished(),
                putters.length(),
                takers.length(),
                isClosed());
    }

    @Override
    public String toString() {
        QueueStatistics now = statistics();
        String of = now.capacity() == Integer.MAX_VALUE ? "" : " of " + now.capacity();
        String state = (now.closed() ? "closed" : "open") + ", " + now.size() + of + " queued";
        return Names.describe("CloseableQueue", givenName, this, state, now.putters() + now.takers());
    }

    // --- for Select

    @Override
    public Standing stand(String operation) {
        return takers.stand(operation);
    }
}
