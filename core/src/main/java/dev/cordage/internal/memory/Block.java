package dev.cordage.internal.memory;

import java.nio.file.Path;

/**
 * A piece of memory as all processes know it. The file is never used for another one, even if the name is.
 *
 * @param name by which it is found
 * @param file has the bytes, and nothing else; in a private folder of the owner
 * @param size in bytes
 * @param elements what it was made for, such as "doubles"; empty if for anything
 */
public record Block(String name, Path file, long size, String elements) {
    /** The private folder it lies in. */
    Path home() {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }
}
