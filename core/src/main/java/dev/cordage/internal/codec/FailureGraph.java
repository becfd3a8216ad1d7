package dev.cordage.internal.codec;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A throwable and all that it leads to by causes and suppressed, each once. The throwables' own methods are called here
 * and nowhere else, and may throw.
 */
final class FailureGraph {
    private static final int MOST = 10_000;
    private static final int LONGEST_MESSAGE = 1 << 20;
    private static final StackTraceElement[] NO_STACK = {};

    private final List<Throwable> nodes = new ArrayList<>();
    private final IdentityHashMap<Throwable, Integer> indices = new IdentityHashMap<>();
    private final List<StackTraceElement[]> stacks = new ArrayList<>();
    private final List<int[]> next = new ArrayList<>();
    private boolean cyclic;

    FailureGraph(Throwable root) {
        int _ = index(root);
        for (int i = 0; i < nodes.size(); i++) {
            Throwable node = nodes.get(i);
            stacks.add(stackOf(node));
            Throwable cause = causeOf(node);
            Throwable[] suppressed = suppressedOf(node);
            int[] targets = new int[1 + suppressed.length];
            targets[0] = cause == null ? -1 : index(cause);
            for (int k = 0; k < suppressed.length; k++) {
                targets[k + 1] = index(suppressed[k]);
            }
            next.add(targets);
        }
        cyclic = findCycle();
    }

    private int index(Throwable node) {
        Integer known = indices.get(node);
        if (known != null) {
            return known;
        }
        if (nodes.size() >= MOST) {
            return -1;
        }
        nodes.add(node);
        indices.put(node, nodes.size() - 1);
        return nodes.size() - 1;
    }

    int size() {
        return nodes.size();
    }

    Throwable node(int index) {
        return nodes.get(index);
    }

    int indexOf(Throwable node) {
        Integer index = indices.get(node);
        return index == null ? -1 : index;
    }

    StackTraceElement[] stack(int index) {
        return stacks.get(index);
    }

    /** The cause, or -1, and the suppressed. */
    int[] next(int index) {
        return next.get(index);
    }

    boolean isCyclic() {
        return cyclic;
    }

    /** Takes away, again and again, what leads to nothing that is left; a cycle stays. */
    private boolean findCycle() {
        int[] open = new int[size()];
        List<List<Integer>> from = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            from.add(new ArrayList<>(2));
        }
        var free = new ArrayList<Integer>();
        for (int i = 0; i < size(); i++) {
            for (int target : next.get(i)) {
                if (target >= 0) {
                    open[i]++;
                    from.get(target).add(i);
                }
            }
            if (open[i] == 0) {
                free.add(i);
            }
        }
        int gone = 0;
        while (!free.isEmpty()) {
            int node = free.removeLast();
            gone++;
            for (int before : from.get(node)) {
                if (--open[before] == 0) {
                    free.add(before);
                }
            }
        }
        return gone < size();
    }

    static @Nullable String messageOf(Throwable node) {
        try {
            String message = node.getMessage();
            return message == null || message.length() <= LONGEST_MESSAGE
                    ? message
                    : message.substring(0, LONGEST_MESSAGE) + "... (" + message.length() + " chars)";
        } catch (Throwable e) {
            return "(its getMessage() threw " + e.getClass().getName() + ")";
        }
    }

    private static StackTraceElement[] stackOf(Throwable node) {
        try {
            StackTraceElement[] stack = node.getStackTrace();
            if (stack == null) {
                return NO_STACK;
            }
            for (StackTraceElement element : stack) {
                if (element == null) {
                    return NO_STACK;
                }
            }
            return stack;
        } catch (Throwable _) {
            return NO_STACK; // the throwable itself is sent all the same
        }
    }

    private static @Nullable Throwable causeOf(Throwable node) {
        try {
            Throwable cause = node.getCause();
            return cause == node ? null : cause;
        } catch (Throwable _) {
            return null; // as if it had none; the throwable itself is sent all the same
        }
    }

    private static Throwable[] suppressedOf(Throwable node) {
        return node.getSuppressed(); // final in Throwable, and never throws
    }
}
