package dev.cordage.internal.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The files of this worker for large results. One that the parent has read is kept for the next. */
final class ResultFiles implements Supplier<@Nullable Path> {
    private final String prefix;

    // Both guarded by "this".
    private @Nullable Path spare;
    private long number;

    /** Files whose names begin like this; where it is empty, there is no place for files. */
    ResultFiles(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public synchronized @Nullable Path get() {
        Path file = spare;
        spare = null;
        return prefix.isEmpty() || file != null ? file : Path.of(prefix + ++number);
    }

    /** The parent has read this one. */
    synchronized void freed(Path file) throws IOException {
        if (spare == null) {
            spare = file;
        } else {
            Files.deleteIfExists(file);
        }
    }
}
