package dev.cordage.internal.shared;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.Selectable;
import dev.cordage.internal.waiting.Spin;
import dev.cordage.observe.QueueStatistics;
import dev.cordage.queue.CloseableQueue;
import dev.cordage.queue.QueueClosedException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue between threads of several processes, first in, first out. Items are copied: they must be serialisable, and what
 * comes out is equal to what went in, not the same; handles of shared things mean the same thing everywhere. One that can't be
 * sent is an {@link IllegalArgumentException} that says how what is in the way is reached, before any effect. One that can't
 * be rebuilt where it is taken, because its class is not known there, is an {@link UncheckedIOException} caused by an
 * {@link InvalidObjectException}; the item has left the queue, and counts as taken.
 *
 * <p>A process that is killed leaves the queue whole. What it was about to put in is in or not; of what it was about to take,
 * no more than what it had in its hands is lost, and stays unfinished: {@link #join} waits on.
 *
 * @param <E> the type of the items
 */
public final class SharedQueue<E> extends AbstractQueue<E> implements CloseableQueue<E>, Selectable, Serializable {
    /*
     * The two sides have a slot each, with a guard of its own, so that those who put and those who take don't disturb each
     * other. The guards are never held together: what one side wants to know of the other it reads, and it wakes the
     * threads there after it has left its own.
     *
     * Objects are encoded before, and decoded after, so no code of the program runs with a guard held.
     */
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SPINS = 1 << 11;

    private final transient Region region;
    private final transient QueuePuts puts;
    private final transient QueueTakes takes;
    private final transient Spin putterSpin = new Spin(SPINS, 64);
    private final transient Spin takerSpin = new Spin(SPINS, 64);

    SharedQueue(QueuePuts puts, QueueTakes takes) {
        this.region = puts.region;
        this.puts = puts;
        this.takes = takes;
    }

    /**
     * An empty queue.
     *
     * @param capacity how many items there can be, at least 1; {@link Integer#MAX_VALUE}: without bound
     * @throws IllegalArgumentException if there are fewer
     * @throws IllegalStateException if there is no space for it
     */
    @SuppressWarnings("unchecked") // nothing is in it yet
    public static <E> SharedQueue<E> create(Region region, int capacity, String name) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a queue needs a capacity of at least 1, not " + capacity);
        }
        try {
            long base = QueuePuts.allocate(region, capacity, name);
            return (SharedQueue<E>)
                    region.slot(base, () -> new QueuePuts(region, base)).shown();
        } catch (IOException e) {
            throw new IllegalStateException(RegionFile.noSpace("for the queue " + name, region.folder(), e), e);
        }
    }

    // --- put

    @Override
    public void put(E item) throws InterruptedException {
        if (putWithin("put", item, Long.MAX_VALUE) < 0) {
            throw closed("put");
        }
    }

    @Override
    public boolean add(E item) {
        int added = addNow(item);
        if (added < 0) {
            throw closed("add");
        }
        if (added == 0) {
            throw new IllegalStateException("add: " + this + " is full");
        }
        return true;
    }

    @Override
    public boolean offer(E item) {
        return addNow(item) > 0;
    }

    @Override
    public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
        return putWithin("offer", item, unit.toNanos(time)) > 0;
    }

    @Override
    public boolean offer(E item, Duration timeout) throws InterruptedException {
        return putWithin("offer", item, Durations.nanos(timeout)) > 0;
    }

    private int addNow(E item) {
        try {
            return addWithin("offer", item, 0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int putWithin(String operation, E item, long nanos) throws InterruptedException {
        Objects.requireNonNull(item, "item");
        checkInterrupt();
        return addWithin(operation, item, nanos);
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** 1 if the item is in; 0 if the queue is full; -1 if it is closed. */
    private int addWithin(String operation, E item, long nanos) throws InterruptedException {
        Objects.requireNonNull(item, "item");
        if (puts.isClosed()) {
            return -1;
        }
        if (nanos <= 0 && puts.isFull()) {
            return 0;
        }
        Packed[] one = {pack(item)};
        int count = 0;
        try {
            count = addSome(operation, one, 0, nanos);
            return count;
        } finally {
            if (count <= 0) {
                one[0].drop(region);
            }
        }
    }

    private Packed pack(E item) {
        return Packed.of(region.codec().encode(item), puts);
    }

    private int addSome(String operation, Packed[] items, int from, long nanos) throws InterruptedException {
        int count = puts.add(items, from);
        if (count == 0 && nanos > 0) {
            Put put = new Put(items, from);
            if (!putterSpin.succeeds(put, true)) {
                boolean _ = Turn.await(puts, puts.putters, operation, put, nanos);
            }
            count = put.count;
        }
        if (count > 0) {
            takes.wakeTaker();
        }
        return count;
    }

    /** Of a thread that waits for space. */
    private final class Put implements Attempt {
        private final Packed[] items;
        private final int from;
        private int count;

        Put(Packed[] items, int from) {
            this.items = items;
            this.from = from;
        }

        @Override
        public boolean now() {
            count = puts.add(items, from);
            return count != 0;
        }

        @Override
        public boolean isMoreLeft() {
            return !puts.isFull() || puts.isClosed();
        }
    }

    @Override
    public int putAll(Collection<? extends E> items) throws InterruptedException {
        List<E> all = checked(items);
        checkInterrupt();
        if (!all.isEmpty() && isClosed()) {
            throw closed("putAll");
        }
        Packed[] packed = new Packed[all.size()];
        int in = 0;
        try {
            for (int i = 0; i < packed.length; i++) {
                packed[i] = pack(all.get(i));
            }
            while (in < packed.length) {
                int count = addSome("putAll", packed, in, Long.MAX_VALUE);
                if (count < 0) {
                    throw closed("putAll, after %d of %d items".formatted(in, packed.length));
                }
                in += count;
                checkInterruptAfter(in, packed.length);
            }
            return in;
        } finally {
            for (int i = in; i < packed.length && packed[i] != null; i++) {
                packed[i].drop(region);
            }
        }
    }

    private static void checkInterruptAfter(int in, int all) throws InterruptedException {
        if (in < all && Thread.interrupted()) {
            throw new InterruptedException("interrupted in putAll, after %d of %d items".formatted(in, all));
        }
    }

    @Override
    public boolean addAll(Collection<? extends E> items) {
        List<E> all = checked(items);
        all.forEach(this::add);
        return !all.isEmpty();
    }

    /** The items, read once. */
    @SuppressWarnings("unchecked") // what a collection of E gives
    private List<E> checked(Collection<? extends E> items) {
        if (items == this) {
            throw new IllegalArgumentException("the items to put into " + name() + " are the queue itself");
        }
        return (List<E>) List.of(Objects.requireNonNull(items, "items").toArray());
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
        Found found = takes.poll();
        return found == null ? null : taken(found);
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return pollWithin("poll", unit.toNanos(time));
    }

    @Override
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return pollWithin("poll", Durations.nanos(timeout));
    }

    private @Nullable E pollWithin(String operation, long nanos) throws InterruptedException {
        checkInterrupt();
        Found found = takes.poll();
        if (found == null && nanos > 0) {
            Take take = new Take();
            if (!takerSpin.succeeds(take, true)) {
                boolean _ = Turn.await(takes, takes.takers, operation, take, nanos);
            }
            found = take.found;
        }
        return found == null ? null : taken(found);
    }

    /** Of a thread that waits for an item. */
    private final class Take implements Attempt {
        private @Nullable Found found;

        @Override
        public boolean now() {
            found = takes.poll();
            return found != null || takes.isDrained();
        }

        @Override
        public boolean isMoreLeft() {
            return takes.hasNews();
        }
    }

    /** The item of what was taken. */
    E taken(Found found) {
        puts.wakePutter();
        try {
            E item = rebuild(found);
            if (item == null) {
                throw new IllegalStateException("the file of a large item of " + name() + " is gone");
            }
            return item;
        } finally {
            found.delete();
        }
    }

    /** The item of what was found; null if it was taken meanwhile. */
    @SuppressWarnings("unchecked") // what was put in
    @Nullable E rebuild(Found found) {
        return (E) found.decode(region.codec());
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
        for (Found found = takes.peek(); found != null; found = takes.peek()) {
            E item = rebuild(found);
            if (item != null) {
                return item;
            }
        }
        return null;
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * {@inheritDoc}
     *
     * <p>What a killed process had taken for a list of class {@code ArrayList}, some kilobytes at most, is lost with it.
     */
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("drainTo: " + name() + " to itself");
        }
        try {
            return new QueueDrain<>(this, puts, takes).to(target, most);
        } finally {
            if (!(CrashPoint.ARMED && region.isDead()) && isClosed()) {
                takes.wakeTakers();
            }
        }
    }

    /** For {@code Select}. */
    @Override
    public Standing stand(String operation) {
        return new Turn(takes, takes.takers, operation, takes::hasNews);
    }

    // --- close

    @Override
    public void close() {
        if (!region.isClosed()) { // whose queues are closed with it
            puts.close();
            takes.wakeTakers();
        }
    }

    @Override
    public int closeNow() {
        if (region.isClosed()) {
            return 0;
        }
        close();
        int discarded = takes.discardAll(takes.end());
        takes.wakeJoiners();
        takes.wakeTakers();
        return discarded;
    }

    @Override
    public boolean isClosed() {
        return region.isClosed() || puts.isClosed();
    }

    @Override
    public boolean isDrained() {
        return region.isClosed() || takes.isDrained();
    }

    // --- unfinished items

    @Override
    public void taskDone() {
        if (!takes.addDone()) {
            throw new IllegalStateException(
                    "taskDone of %2$s: %1$d taken, and as many reported done".formatted(takes.taken(), name()));
        }
    }

    @Override
    public void join() throws InterruptedException {
        boolean _ = takes.join("join", Long.MAX_VALUE);
    }

    @Override
    public boolean tryJoin(Duration timeout) throws InterruptedException {
        return takes.join("tryJoin", Durations.nanos(timeout));
    }

    // --- all together

    @Override
    public int size() {
        return takes.size();
    }

    @Override
    public int remainingCapacity() {
        return isClosed() ? 0 : remaining(size());
    }

    private int remaining(int size) {
        return puts.capacity() == Integer.MAX_VALUE ? Integer.MAX_VALUE : Math.max(0, puts.capacity() - size);
    }

    @Override
    public boolean contains(@Nullable Object item) {
        return item != null && super.contains(item);
    }

    @Override
    public boolean remove(@Nullable Object item) {
        for (QueueLook<E> look = new QueueLook<>(this, takes); item != null && look.hasNext(); ) {
            if (item.equals(look.next()) && look.discard()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        List<Found> gone = new ArrayList<>();
        for (QueueLook<E> look = new QueueLook<>(this, takes); look.hasNext(); ) {
            if (filter.test(look.next())) {
                gone.add(look.shown());
            }
        }
        boolean any = false;
        for (Found each : gone) {
            any |= takes.discard(each);
        }
        return discarded(any);
    }

    /** Discards what was found, if it is still there. */
    boolean discard(Found found) {
        return discarded(takes.discard(found));
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

    @Override
    public void clear() {
        boolean _ = discarded(takes.discardAll(takes.end()) > 0);
    }

    private boolean discarded(boolean any) {
        if (any) {
            puts.wakePutter();
            takes.wakeJoiners();
        }
        return any;
    }

    @Override
    public Iterator<E> iterator() {
        return new QueueLook<>(this, takes);
    }

    @Override
    public Spliterator<E> spliterator() {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT;
        return Spliterators.spliteratorUnknownSize(iterator(), traits);
    }

    // --- what it shows of itself

    @Override
    public String name() {
        return puts.name();
    }

    @Override
    public QueueStatistics statistics() {
        return new QueueStatistics(
                name(),
                size(),
                puts.capacity(),
                puts.added(),
                takes.removed(),
                takes.unfinished(),
                puts.putters.length(),
                takes.takers.length(),
                isClosed());
    }

    @Override
    public String toString() {
        if (region.isClosed()) {
            return "CloseableQueue " + name() + " [the fabric is closed]";
        }
        QueueStatistics now = statistics();
        String of = now.capacity() == Integer.MAX_VALUE ? "" : " of " + now.capacity();
        String state = (now.closed() ? "closed" : "open") + ", " + now.size() + of + " queued";
        return Names.describe("CloseableQueue", name(), this, state, now.putters() + now.takers());
    }

    /** The address of its slot. */
    long base() {
        return puts.base;
    }

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        return Handle.of(puts, Kind.QUEUE_PUTS);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared queue travels as its handle");
    }
}
