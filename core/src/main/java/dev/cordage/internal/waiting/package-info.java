/**
 * How threads of this JVM wait, and how that is recorded. Not exported; used by all packages but {@code observe}, and
 * itself uses only that.
 *
 * <p>{@link dev.cordage.internal.waiting.WaitLine} is the line of those that wait for one thing, and its one lock is
 * held only within its methods, except where {@code guard()} is asked for.
 * {@link dev.cordage.internal.waiting.Selectable} is what waiting for several things at once needs of each.
 */
@NullMarked
package dev.cordage.internal.waiting;

import org.jspecify.annotations.NullMarked;
