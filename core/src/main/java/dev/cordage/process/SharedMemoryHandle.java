package dev.cordage.process;

import dev.cordage.internal.memory.Block;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What {@link SharedMemory} is on its way from one process to another.
 *
 * @param name its name
 * @param file where its bytes are
 * @param size how many
 * @param elements what it was made for; empty if for anything
 */
record SharedMemoryHandle(String name, String file, long size, String elements) implements Serializable {
    @Serial
    private Object readResolve() throws InvalidObjectException {
        try {
            return MappedHere.get(new Block(name, Path.of(file), size, elements));
        } catch (IOException | InvalidPathException e) {
            throw new InvalidObjectException("the shared memory " + name + " can't be opened: " + e.getMessage(), e);
        }
    }
}
