/** The suite {@code sync}: locks, semaphores, events and conditions, beside those of {@code java.util.concurrent}. */
@NullMarked
package dev.cordage.bench.sync;

import org.jspecify.annotations.NullMarked;
