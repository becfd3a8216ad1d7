package dev.cordage.internal.codec;

import dev.cordage.internal.waiting.OfThisJvm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives class loaders numbers that mean the same in both JVMs. Thread-safe. */
public interface Loaders {
    /**
     * The number of a loader.
     *
     * @param loader the loader; null for the JVM's own
     * @return its number; 0 if its classes are found by name in the other JVM too
     */
    int idOf(@Nullable ClassLoader loader);

    /**
     * The loader that stands for the other JVM's loader.
     *
     * @param id the other JVM's number for it
     * @return the loader
     * @throws IOException if there is no such loader
     */
    ClassLoader loader(int id) throws IOException;

    /**
     * The number of an object that is not copied, since the other side is this JVM.
     *
     * @param shared a lock, a queue, or the like
     * @return its number; -1 where the other side is another JVM
     */
    default int keep(OfThisJvm shared) {
        return -1;
    }

    /**
     * The object with that number.
     *
     * @param number what {@link #keep} gave
     * @return the object
     * @throws IOException if there is none
     */
    default OfThisJvm kept(int number) throws IOException {
        throw new IOException("no object is shared with another JVM");
    }
}
