package dev.cordage.internal.launch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines on their way from a stream to its consumer, and the last of them. Adding never waits: lines that find it full
 * are dropped, and one line in their place says how many.
 */
final class LineBuffer {
    /** How many characters may wait. */
    static final int CAPACITY = 1 << 20;

    static final int LAST_LINES = 40;
    static final int LONGEST_LAST_LINE = 1_000;

    /** What a line costs beside its characters, so that empty lines are not free. */
    private static final int LINE_COST = 16;

    /** Guarded by this. */
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    /** Guarded by this. */
    private final ArrayDeque<String> last = new ArrayDeque<>(LAST_LINES);
    /** What waits, with the cost of each line. Guarded by this. */
    private int filled;
    /** Lines dropped since the last one that found room. Guarded by this. */
    private long dropped;
    /** No more lines will be added. Guarded by this. */
    private boolean ended;

    synchronized void add(String line) {
        if (last.size() == LAST_LINES) {
            last.removeFirst();
        }
        last.addLast(line.length() <= LONGEST_LAST_LINE ? line : line.substring(0, LONGEST_LAST_LINE));
        if (ended) {
            return;
        }
        if (filled + line.length() + LINE_COST > CAPACITY) {
            dropped++;
            return;
        }
        noteDropped();
        push(line);
        notifyAll();
    }

    synchronized void end() {
        if (!ended) {
            ended = true;
            noteDropped();
            notifyAll();
        }
    }

    /** Ends it, and forgets what waits. */
    synchronized void abandon() {
        end();
        waiting.clear();
        filled = 0;
    }

    /** The next line, waiting for it; null at the end. */
    synchronized @Nullable String take() throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
        }
        String line = waiting.pollFirst();
        if (line != null) {
            filled -= line.length() + LINE_COST;
        }
        return line;
    }

    synchronized List<String> lastLines() {
        return new ArrayList<>(last);
    }

    private void noteDropped() {
        if (dropped > 0) {
            push("... " + grouped(dropped) + (dropped == 1 ? " line" : " lines") + " dropped ...");
            dropped = 0;
        }
    }

    private void push(String line) {
        waiting.addLast(line);
        filled += line.length() + LINE_COST;
    }

    private static String grouped(long number) {
        StringBuilder text = new StringBuilder().append(number);
        for (int i = text.length() - 3; i > 0; i -= 3) {
            text.insert(i, ',');
        }
        return text.toString();
    }
}
