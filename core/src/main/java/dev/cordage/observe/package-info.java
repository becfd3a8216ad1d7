/**
 * What a running program shows of itself: statistics and progress.
 *
 * <p>This package depends on no other package of Cordage, and every other package may use it.
 *
 * <ul>
 *   <li>{@link dev.cordage.observe.PoolStatistics}: a snapshot of a pool.
 *   <li>{@link dev.cordage.observe.Progress}: progress bars, for a loop or for the results of a {@code map}.
 * </ul>
 */
@NullMarked
package dev.cordage.observe;

import org.jspecify.annotations.NullMarked;
