package dev.cordage.internal.memory;

import dev.cordage.internal.launch.Memory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where shared memory may lie, the best first. All processes of a user that want to meet by names must have the same first
 * place.
 *
 * @param all at least one
 */
public record Places(List<Place> all) {
    /**
     * A folder for everybody.
     *
     * @param path the folder
     * @param inMemory whether its files are memory and not on a disk
     */
    public record Place(Path path, boolean inMemory) {
        private static final long LARGE = 1 << 20;
        private static final long FOR_NAMES = 1 << 16;

        /** How many of so many wanted bytes a file may take here, and how many more; 0 if that can't be found out. */
        long left(long wanted) {
            long space = Math.max(0, path.toFile().getUsableSpace() - FOR_NAMES);
            // What a container has left is not what its /dev/shm may take: the rest would end in the OOM killer.
            // Finding
            // that out takes longer than making a small file.
            return inMemory && wanted >= LARGE ? Math.min(space, Memory.free()) : space;
        }
    }

    /** Takes any. */
    public Places {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no places");
        }
    }

    /** {@code /dev/shm} where there is one, then the folder for temporary files. */
    public static Places usual() {
        List<Place> all = new ArrayList<>(2);
        Path memory = Path.of("/dev/shm");
        if (Files.isDirectory(memory) && Files.isWritable(memory)) {
            all.add(new Place(memory, true));
        }
        all.add(new Place(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath(), false));
        return new Places(all);
    }

    /** Where the names are. */
    Path ofNames() {
        return all.getFirst().path();
    }
}
