package dev.cordage.task;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Notes that tasks in any JVM of this machine leave for a test: which items were worked on, and how often. */
record ResultsMarks(String folder) implements Serializable {
    static ResultsMarks in(Path folder) {
        try {
            return new ResultsMarks(Files.createTempDirectory(folder, "marks").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes an item. */
    void mark(long item) {
        Path file = Path.of(folder, String.format("%06d", item));
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException _) {
            mark("again-" + item + "-" + UUID.randomUUID());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mark(String name) {
        try {
            Files.createFile(Path.of(folder, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(long item) {
        return Files.exists(Path.of(folder, String.format("%06d", item)));
    }

    /** The names of all notes; those of items that were noted twice begin with {@code again}. */
    List<String> all() {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return all().size();
    }
}
