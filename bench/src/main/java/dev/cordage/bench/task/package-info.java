/** The suite {@code task}: pools, futures and map, beside the JDK's executors and CPython's. */
@NullMarked
package dev.cordage.bench.task;

import org.jspecify.annotations.NullMarked;
