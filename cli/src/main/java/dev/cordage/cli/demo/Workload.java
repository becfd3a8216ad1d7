package dev.cordage.cli.demo;

import dev.cordage.task.TaskFunction;
import java.util.List;

/**
 * What is to be done, wherever it is done.
 *
 * @param slices the files
 * @param count what to do with a slice
 */
record Workload(List<Slice> slices, TaskFunction<Slice, Census> count) {
    Workload {
        slices = List.copyOf(slices);
    }

    /** How many files there are in all slices. */
    long files() {
        return slices.stream().mapToLong(slice -> slice.files().size()).sum();
    }
}
