/**
 * Threads behind the scenes: the clock ({@code Timers}), the cleaner ({@code Reclaim}), where failures go that nobody else
 * is told of ({@code Uncaught}), and what is put back on a thread between two tasks ({@code ThreadState}). Not exported.
 */
@NullMarked
package dev.cordage.internal.threads;

import org.jspecify.annotations.NullMarked;
