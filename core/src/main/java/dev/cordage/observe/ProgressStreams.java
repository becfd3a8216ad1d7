package dev.cordage.observe;

import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams, replaced and put back. Only the JDK's own kind of stream is replaced: a subclass is something
 * the program or its framework has put there, which may do more in {@code println} than write bytes. And only a
 * stream that is still ours is put back. Guarded by the board's lock.
 */
@SuppressWarnings("ReferenceEquality") // the very same stream, not an equal one
final class ProgressStreams {
    private final ProgressHost host;
    private final Supplier<@Nullable ProgressScreen> screen;
    private @Nullable Replaced out;
    private @Nullable Replaced err;

    private record Replaced(PrintStream original, PrintStream tap) {}

    ProgressStreams(ProgressHost host, Supplier<@Nullable ProgressScreen> screen) {
        this.host = host;
        this.screen = screen;
    }

    void replace(boolean outToo) {
        if (outToo) {
            Replaced newOut = replacing(host.out());
            if (newOut != null) {
                out = newOut;
                host.out(newOut.tap());
            }
        }
        Replaced newErr = replacing(host.err());
        if (newErr != null) {
            err = newErr;
            host.err(newErr.tap());
        }
    }

    void putBack() {
        if (out != null && host.out() == out.tap()) {
            host.out(out.original());
        }
        if (err != null && host.err() == err.tap()) {
            host.err(err.original());
        }
    }

    /** What takes the stream's place; null if it keeps it. The same stream is always replaced by the same. */
    private @Nullable Replaced replacing(PrintStream stream) {
        if (stream.getClass() != PrintStream.class) {
            return null;
        }
        for (Replaced known : new @Nullable Replaced[] {out, err}) {
            if (known != null && known.tap() == stream) {
                return null;
            }
            if (known != null && known.original() == stream) {
                return known;
            }
        }
        return new Replaced(stream, ProgressTap.before(stream, screen));
    }
}
