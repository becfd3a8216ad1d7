package dev.cordage.internal.codec;

import dev.cordage.task.RemoteFailureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FailureWriter} writes. For one failure. */
final class FailureReader implements JavaReader.Nodes {
    private static final StackTraceElement[] NO_STACK = {};

    private final Decoder decoder;
    private final Encoded.Arrays arrays;

    private Node[] nodes = {};
    private StackTraceElement[] @Nullable [] stacks = {};

    FailureReader(Decoder decoder, Encoded.Arrays arrays) {
        this.decoder = decoder;
        this.arrays = arrays;
    }

    /** One throwable: what is known of it, and itself as soon as it has been rebuilt. */
    private static final class Node {
        final int index;
        final String className;
        final @Nullable String message;
        final int[] next;
        final @Nullable Input stream;
        boolean begun;

        @Nullable Throwable built;

        Node(int index, String className, @Nullable String message, int[] next, @Nullable Input stream) {
            this.index = index;
            this.className = className;
            this.message = message;
            this.next = next;
            this.stream = stream;
        }
    }

    /** Reads a failure; an IOException if the bytes are corrupt, and for no other reason. */
    Throwable read(Input in) throws IOException {
        int size = in.getCount(5);
        if (size == 0) {
            throw new EOFException("a failure without a throwable");
        }
        nodes = new Node[size];
        for (int i = 0; i < size; i++) {
            String className = in.getString();
            String message = in.get() == 0 ? null : in.getString();
            int cause = in.getPacked() - 1;
            int[] next = new int[1 + in.getCount(1)];
            next[0] = checked(cause, size);
            for (int k = 1; k < next.length; k++) {
                next[k] = checked(in.getPacked() - 1, size);
            }
            nodes[i] = new Node(i, className, message, next, stream(in));
        }
        Input stackStream = stream(in);
        if (stackStream != null && tryRead(stackStream, null) instanceof StackTraceElement[][] read) {
            stacks = read;
        }
        Input whole = stream(in);
        if (whole != null && tryRead(whole, decoder.filter()) instanceof Throwable original) {
            return original;
        }
        return build();
    }

    private static int checked(int index, int size) throws IOException {
        if (index < -1 || index >= size) {
            throw new InvalidObjectException("throwable " + index + " of " + size);
        }
        return index;
    }

    private static @Nullable Input stream(Input in) throws IOException {
        int length = in.getPacked();
        return length == 0 ? null : in.part(length);
    }

    private @Nullable Object tryRead(Input stream, @Nullable ObjectInputFilter filter) {
        try {
            return decoder.readByJava(stream, arrays, this, filter);
        } catch (IOException | ClassNotFoundException | RuntimeException | Error _) {
            return null; // then the surrogate takes its place, which is what it is for
        }
    }

    /** Causes and suppressed first, without recursion: chains may be long. */
    private Throwable build() {
        var open = new ArrayDeque<Node>();
        open.push(nodes[0]);
        while (!open.isEmpty()) {
            Node node = open.element();
            if (node.built != null) {
                open.pop();
            } else if (node.begun) {
                open.pop();
                node.built = build(node);
            } else {
                node.begun = true;
                for (int next : node.next) {
                    if (next >= 0 && !nodes[next].begun) {
                        open.push(nodes[next]);
                    }
                }
            }
        }
        Throwable root = nodes[0].built;
        return root != null ? root : surrogate(nodes[0]);
    }

    private Throwable build(Node node) {
        if (node.stream != null && tryRead(node.stream, decoder.filter()) instanceof Throwable original) {
            return original;
        }
        return surrogate(node);
    }

    private Throwable surrogate(Node node) {
        Throwable cause = node.next[0] < 0 ? null : nodes[node.next[0]].built;
        var surrogate = new RemoteFailureException(node.className, node.message, cause);
        surrogate.setStackTrace(stack(node.index));
        for (int k = 1; k < node.next.length; k++) {
            Throwable suppressed = node.next[k] < 0 ? null : nodes[node.next[k]].built;
            if (suppressed != null) {
                surrogate.addSuppressed(suppressed);
            }
        }
        return surrogate;
    }

    @Override
    public Throwable node(int index) throws IOException {
        if (index < 0 || index >= nodes.length) {
            throw new InvalidObjectException("throwable " + index + " of " + nodes.length);
        }
        Throwable built = nodes[index].built;
        // Only where causes go round is one wanted that isn't there yet.
        return built != null ? built : new RemoteFailureException(nodes[index].className, nodes[index].message, null);
    }

    @Override
    public StackTraceElement[] stack(int index) {
        StackTraceElement[] stack = index >= 0 && index < stacks.length ? stacks[index] : null;
        return stack == null ? NO_STACK : stack.clone();
    }
}
