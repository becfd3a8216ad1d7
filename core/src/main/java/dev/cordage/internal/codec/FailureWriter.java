package dev.cordage.internal.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a failure so that each throwable of it stands for itself:
 *
 * <pre>
 *   the number of throwables
 *   for each: class name; whether there is a message, and it; the cause + 1; the number of suppressed, and they;
 *             its stream of Java serialisation, in which other throwables and stack traces are tokens, or nothing
 *   the stack traces, as a stream of Java serialisation
 *   where causes go round: all of them in one stream, or nothing
 * </pre>
 *
 * A throwable whose stream is missing, or can't be read, is known by the rest.
 */
final class FailureWriter {
    /** A throwable with more in it than that is sent by name. */
    private static final long LARGEST = 16L << 20;

    /** So are those that come after so much. */
    private static final long LARGEST_OF_ALL = 64L << 20;

    private static final long LARGEST_STACKS = 256L << 20;
    private static final int SHORT_MESSAGE = 1000;

    private final Loaders loaders;
    private final LargeArrays large;
    private @Nullable ClassLoader loader;
    private long spent;

    FailureWriter(Loaders loaders, LargeArrays large) {
        this.loaders = loaders;
        this.large = large;
    }

    /** The loader of the first user's class met. */
    @Nullable ClassLoader loader() {
        return loader;
    }

    void write(Throwable failure, Bytes out) throws IOException {
        var graph = new FailureGraph(failure);
        int size = graph.size();
        out.putPacked(size);
        StackTraceElement[][] stacks = new StackTraceElement[size][];
        for (int i = 0; i < size; i++) {
            Throwable node = graph.node(i);
            stacks[i] = graph.stack(i);
            out.putString(node.getClass().getName());
            String message = FailureGraph.messageOf(node);
            out.write(message == null ? 0 : 1);
            if (message != null) {
                boolean whole = message.length() <= SHORT_MESSAGE || out.size() < LARGEST_OF_ALL;
                out.putString(whole ? message : message.substring(0, SHORT_MESSAGE));
            }
            int[] next = graph.next(i);
            out.putPacked(next[0] + 1);
            out.putPacked(next.length - 1);
            for (int k = 1; k < next.length; k++) {
                out.putPacked(next[k] + 1);
            }
            putStream(node, graph, i, LARGEST, out);
        }
        putStream(stacks, null, -1, LARGEST_STACKS, out);
        if (graph.isCyclic()) {
            putStream(failure, graph, -1, LARGEST, out);
        } else {
            out.putPacked(0);
        }
    }

    /** The length of the stream, and the stream; 0 where there can't be one. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    private void putStream(Object root, @Nullable FailureGraph graph, int self, long most, Bytes out)
            throws IOException {
        var bytes = new Bytes(512);
        int before = large.size();
        boolean whole = false;
        try (var writer = new JavaWriter(bytes, loaders, large, graph, self)) {
            writer.writeObject(root);
            writer.flush();
            long size = bytes.size() + large.bytesFrom(before);
            whole = size <= most && (graph == null || spent + size <= LARGEST_OF_ALL);
            spent += whole ? size : 0;
            if (loader == null) {
                loader = writer.loader();
            }
        } catch (IOException | RuntimeException | Error _) {
            whole = false; // its own code may do anything; its name and message are on their way
        }
        if (whole) {
            out.putPacked(bytes.size());
            out.write(bytes.array(), 0, bytes.size());
        } else {
            large.cut(before);
            out.putPacked(0);
        }
    }
}
