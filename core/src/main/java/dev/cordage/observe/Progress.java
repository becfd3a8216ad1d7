package dev.cordage.observe;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bar that shows how far a job is: how many items of how many, how fast, how long, how much longer, how many failed.
 *
 * <p>Around a loop:
 *
 * {@snippet :
 * for (Path file : Progress.over("files", files)) {
 *     index(file);
 * }
 * }
 *
 * <p>By hand, from as many threads as do the work:
 *
 * {@snippet :
 * try (Progress bar = Progress.start("files", files.size())) {
 *     pool.map(file -> { index(file); bar.step(); return file; }, files).toList();
 * }
 * }
 *
 * <p><b>Counting.</b> Every item that is over is counted once: {@link #step()} if it went well, {@link #fail()} if it
 * did not; {@link #done()} is the sum of both. Counting takes a few nanoseconds, never blocks, and never writes
 * anything: a daemon thread that lives only while bars are open does the drawing.
 *
 * <p><b>On a terminal</b> open bars are kept on the lines below the program's own output, redrawn ten times a second,
 * and a closed bar stays behind as one line. Meanwhile {@code System.out} and {@code System.err} are replaced by
 * streams that pass on every byte unchanged and keep the bars out of the way; they are put back when the last bar
 * closes, unless the program has set others since. A stream that is not the JDK's own {@link java.io.PrintStream} but
 * a subclass is left alone. What bypasses the streams (a child process, a logger that took {@code System.err} before)
 * is not lost, but may share a line with what is left of a bar.
 *
 * <p><b>Elsewhere</b> (a file, a pipe, {@code TERM=dumb}) a bar prints plain lines through {@code System.err}, the
 * first after three seconds, then ever more seldom: ten to twenty in ten minutes. A shorter job prints only its
 * closing line.
 *
 * <p>What standard error is gets looked up when a bar opens while no other is open:
 *
 * <ul>
 *   <li>the system property {@code cordage.terminal}, {@code true} or {@code false}, says whether it is a terminal;
 *       where it is not set, the operating system and {@link System#console()} are asked;
 *   <li>the property {@code cordage.columns}, else the environment variable {@code COLUMNS}, else 80, is its width;
 *   <li>the property {@code cordage.lines}, else the variable {@code LINES}, else 12, is its height: so many bars
 *       less two are shown at once;
 *   <li>the variable {@code NO_COLOR}, if not empty, forbids colours; {@code TERM=dumb} forbids everything but plain
 *       lines.
 * </ul>
 *
 * <p><b>Thread-safety.</b> Every method may be called from any thread at any time; after {@link #close()} counting
 * has no effect. What was counted before a call of {@code close()}, in the sense of happens-before, is in the closing
 * line. A bar that nobody closed and nobody can reach any more is ended once the garbage collector has noticed, or
 * when the JVM exits.
 *
 * <p>The idea is that of Python's {@code tqdm}.
 */
public final class Progress implements AutoCloseable {

    /**
     * The total of a job whose size nobody knows, as {@link Spliterator#estimateSize()} has it.
     */
    public static final long UNKNOWN = Long.MAX_VALUE;

    private final ProgressBoard board;
    private final ProgressMeter meter;

    private Progress(ProgressBoard board, ProgressMeter meter) {
        this.board = board;
        this.meter = meter;
    }

    /**
     * Opens a bar for a job of unknown size: it shows count, rate and time.
     *
     * @param name what is counted, as in {@code "files"}
     */
    public static Progress start(String name) {
        return start(name, UNKNOWN);
    }

    /**
     * Opens a bar.
     *
     * @param name what is counted, as in {@code "files"}
     * @param total how many items there are, or {@link #UNKNOWN}
     * @throws IllegalArgumentException if the total is negative
     */
    public static Progress start(String name, long total) {
        return start(ProgressBoard.SHARED, name, total);
    }

    static Progress start(ProgressBoard board, String name, long total) {
        Objects.requireNonNull(name, "name");
        requireTotal(total);
        ProgressMeter meter = new ProgressMeter(name, total, board.nanoTime());
        Progress progress = new Progress(board, meter);
        board.open(progress, meter);
        return progress;
    }

    /**
     * A view of the items that shows a bar while it is iterated. Each iteration has its own bar, which opens with the
     * call of {@link Iterable#iterator()} and closes when the items end or the iterator throws. An item counts when
     * the next one is asked for. The total is known if the items are a {@link Collection}.
     *
     * <p>A loop left early, by {@code break} or by an exception, cannot tell: its bar stays until the garbage
     * collector finds the iterator unreachable, or the JVM exits. Where that matters, use {@link #start(String,
     * long)} in a try-with-resources.
     */
    public static <T extends @Nullable Object> Iterable<T> over(String name, Iterable<? extends T> items) {
        return over(ProgressBoard.SHARED, name, items);
    }

    static <T extends @Nullable Object> Iterable<T> over(
            ProgressBoard board, String name, Iterable<? extends T> items) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(items, "items");
        return () -> {
            long total = items instanceof Collection<?> collection ? collection.size() : UNKNOWN;
            Iterator<? extends T> iterator = items.iterator();
            return new ProgressLoop<>(iterator, start(board, name, total), () -> {});
        };
    }

    /**
     * As {@link #over(String, Iterable)}, for items that cannot say how many they are.
     *
     * @param total how many items there are, or {@link #UNKNOWN}
     * @throws IllegalArgumentException if the total is negative
     */
    public static <T extends @Nullable Object> Iterable<T> over(String name, long total, Iterable<? extends T> items) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(items, "items");
        requireTotal(total);
        return () -> new ProgressLoop<>(items.iterator(), start(name, total), () -> {});
    }

    /**
     * As {@link #over(String, Iterable)}, for what is left of an iterator. A second loop over the result goes on
     * where the first was left.
     */
    public static <T extends @Nullable Object> Iterable<T> over(String name, Iterator<? extends T> items) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(items, "items");
        return () -> new ProgressLoop<>(items, start(name), () -> {});
    }

    /**
     * As {@link #over(String, Iterable)}, for a stream, which can be iterated once, and is closed at its end. The
     * total is known if the stream is {@linkplain Spliterator#SIZED sized}. To have the stream closed when the loop
     * is left early, put it into a try-with-resources.
     */
    public static <T extends @Nullable Object> Iterable<T> over(String name, Stream<? extends T> items) {
        return over(ProgressBoard.SHARED, name, items);
    }

    static <T extends @Nullable Object> Iterable<T> over(ProgressBoard board, String name, Stream<? extends T> items) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(items, "items");
        return () -> {
            Spliterator<? extends T> elements = items.spliterator();
            long size = elements.getExactSizeIfKnown();
            Progress progress = start(board, name, size < 0 ? UNKNOWN : size);
            return new ProgressLoop<>(Spliterators.iterator(elements), progress, items::close);
        };
    }

    /** Counts one item that went well. */
    public void step() {
        meter.pass(1);
    }

    /**
     * Counts items that went well.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public void step(long items) {
        meter.pass(requireItems(items));
    }

    /** Counts one item that failed. */
    public void fail() {
        meter.fail(1);
    }

    /**
     * Counts items that failed.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public void fail(long items) {
        meter.fail(requireItems(items));
    }

    /**
     * Corrects the total, as work is discovered or dropped.
     *
     * @param total how many items there are, or {@link #UNKNOWN}
     * @throws IllegalArgumentException if the total is negative
     */
    public void total(long total) {
        meter.total(requireTotal(total));
    }

    /** The name given at the start. */
    public String name() {
        return meter.name();
    }

    /**
     * How many items are over, the failed ones included. While other threads count, a recent number; after {@link
     * #close()} the final one.
     */
    public long done() {
        return reading().done();
    }

    /** How many items failed. */
    public long failed() {
        return reading().failed();
    }

    /** How many items there are; empty if that is unknown. */
    public OptionalLong total() {
        ProgressReading reading = reading();
        return reading.sized() ? OptionalLong.of(reading.total()) : OptionalLong.empty();
    }

    /**
     * The time since the bar was opened, up to now or to {@link #close()}.
     */
    public Duration elapsed() {
        return Duration.ofNanos(reading().elapsedNanos());
    }

    /** Whether the bar was closed, by the program or by the end of its loop. */
    public boolean isClosed() {
        return meter.ended();
    }

    /**
     * Ends the bar and leaves its last line behind. What is counted from now on is ignored. Only the first call does
     * anything.
     *
     * <p>The line is written before this method returns, unless somebody has kept the terminal busy for a second:
     * then it follows later.
     */
    @Override
    public void close() {
        board.close(meter);
    }

    /**
     * The line that a bar prints where there is no terminal, as in {@code files  42% 420/1000, 148/s, 0:03, 0:04
     * left, 2 failed}.
     */
    @Override
    public String toString() {
        return ProgressLine.plain(reading());
    }

    private ProgressReading reading() {
        return meter.read(board.nanoTime());
    }

    private static long requireTotal(long total) {
        if (total < 0) {
            throw new IllegalArgumentException("total must not be negative: " + total);
        }
        return total;
    }

    private static long requireItems(long items) {
        if (items < 0) {
            throw new IllegalArgumentException("items must not be negative: " + items);
        }
        return items;
    }
}
