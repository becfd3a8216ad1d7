package dev.cordage.internal.memory;

import dev.cordage.internal.launch.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of this JVM: one private folder in each place where it has some. */
final class Estate {
    /** The folders in use, by their paths and by the places they are in. */
    // @GuardedBy("Estate.class")
    private static final Map<Path, Estate> OPEN = new HashMap<>();

    /** For the names of files, none of which comes twice. */
    // @GuardedBy("Estate.class")
    private static long number;

    private final Path place;
    private final PrivateFolder folder;

    // @GuardedBy("Estate.class")
    private int files;

    private Estate(Path place, PrivateFolder folder) {
        this.place = place;
        this.folder = folder;
    }

    /** A new empty file of mode 0600. */
    static synchronized Path newFile(Path place) throws IOException {
        Estate estate = OPEN.get(place);
        if (estate == null) {
            estate = new Estate(place, PrivateFolder.in(place));
            OPEN.put(place, estate);
            OPEN.put(estate.folder.path(), estate);
        }
        estate.files++;
        try {
            return estate.folder.file("m" + ++number);
        } catch (IOException | RuntimeException e) {
            estate.leave();
            throw e;
        }
    }

    /** Deletes a file of {@link #newFile}, once, and the folder with the last one. */
    static synchronized void delete(Path file) throws IOException {
        try {
            boolean _ = Files.deleteIfExists(file);
        } finally {
            @Nullable Path parent = file.getParent();
            Estate estate = parent == null ? null : OPEN.get(parent);
            if (estate != null) {
                estate.leave();
            }
        }
    }

    // @GuardedBy("Estate.class")
    private void leave() {
        files--;
        if (files == 0) {
            OPEN.remove(place);
            OPEN.remove(folder.path());
            folder.close();
        }
    }
}
