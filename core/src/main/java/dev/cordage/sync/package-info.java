/**
 * Locks, conditions, semaphores, events, barriers, limiters and counters.
 *
 * <p><b>The rooms.</b> Each primitive is an interface, which is the contract for every reach, with factories for this JVM:
 *
 * <ul>
 *   <li><i>Owned by a thread</i>: {@link dev.cordage.sync.Mutex} and {@link dev.cordage.sync.RLock}, with what they have
 *       in common in {@link dev.cordage.sync.OwnedLock}, and their {@link dev.cordage.sync.WaitCondition}s.
 *   <li><i>Counted</i>: {@link dev.cordage.sync.CountingSemaphore}, permits of nobody in particular;
 *       {@link dev.cordage.sync.CapacityLimiter}, tokens of known borrowers; {@link dev.cordage.sync.Counter}, which
 *       nobody waits for.
 *   <li><i>Signals</i>: {@link dev.cordage.sync.EventFlag}, {@link dev.cordage.sync.Barrier}.
 *   <li>{@link dev.cordage.sync.Hold} is what try-with-resources gives back.
 * </ul>
 *
 * <p><b>Inside.</b> {@code LocalLock} is the lock, {@code LocalMutex} and {@code LocalRLock} differ in what happens when the
 * owner locks again. All threads that wait are in a line, in {@code dev.cordage.internal.waiting}, which also makes them
 * known to {@link dev.cordage.observe.Waits}.
 *
 * <p><b>Locks.</b> Each line has one, held for a few instructions; a barrier and a limiter guard their state with that of
 * their line. That of a condition comes before that of its lock. No user code runs under any of them.
 *
 * <p><b>Happens-before.</b> What ends a wait happens-before the waiting method returns: unlock before lock, release before
 * acquire, set before await, signal before await, the last arrival before all go on.
 */
@NullMarked
package dev.cordage.sync;

import org.jspecify.annotations.NullMarked;
