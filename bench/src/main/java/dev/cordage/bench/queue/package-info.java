/** The suite {@code queue}: queues that close, beside the JDK's, Jox's channels and CPython's. */
@NullMarked
package dev.cordage.bench.queue;

import org.jspecify.annotations.NullMarked;
