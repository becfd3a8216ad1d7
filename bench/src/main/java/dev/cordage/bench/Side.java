package dev.cordage.bench;

import java.io.IOException;
import java.util.List;

/**
 * One side of a comparison. It leaves nothing running between two samples that could slow down the other side.
 *
 * <p>Each side is code of its own, also where both call the same interface: a loop shared by both would be compiled for
 * both.
 */
@FunctionalInterface
public interface Side extends AutoCloseable {
    /**
     * Does the work once and measures it.
     *
     * @return the figure, in the unit of the case
     * @throws Exception if the work fails, or its result is wrong
     */
    double sample() throws Exception;

    /** What else a reader would like to know; asked after the last sample. */
    default List<String> remarks() {
        return List.of();
    }

    /** Called after the last sample; twice where a rival is measured against itself. */
    @Override
    default void close() throws IOException {}
}
