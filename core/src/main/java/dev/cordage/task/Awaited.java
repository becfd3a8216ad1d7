package dev.cordage.task;

import java.util.Set;
import java.util.concurrent.Future;

/**
 * What {@link Tasks#await} found when it stopped waiting. Each future is in exactly one of the sets, which keep the order
 * in which the futures were given, and never change.
 *
 * @param done the futures that had ended
 * @param pending the futures that had not
 * @param <F> the type of the futures
 */
public record Awaited<F extends Future<?>>(Set<F> done, Set<F> pending) {}
