package dev.cordage.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a standard stream: hands every piece on, by way of the screen while there is one. A program that
 * keeps such a stream after the last bar has closed loses nothing by it.
 */
final class ProgressTap extends OutputStream {
    private final PrintStream original;
    private final Supplier<@Nullable ProgressScreen> screen;

    private ProgressTap(PrintStream original, Supplier<@Nullable ProgressScreen> screen) {
        this.original = original;
        this.screen = screen;
    }

    /** A stream with the original's encoding that writes the same bytes to it. */
    static PrintStream before(PrintStream original, Supplier<@Nullable ProgressScreen> screen) {
        return new PrintStream(new ProgressTap(original, screen), false, original.charset());
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ProgressScreen now = screen.get();
        if (now == null) {
            original.write(bytes, offset, length);
        } else if (!now.print(original, bytes, offset, length)) {
            throw new IOException("the stream is closed or broken");
        }
    }

    @Override
    public void flush() {
        original.flush();
    }

    @Override
    public void close() {
        original.close();
    }
}
