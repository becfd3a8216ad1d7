/**
 * What the processes of a fabric share: locks, semaphores, events, barriers, counters and queues in one mapped file, that
 * survive the death of any of these processes at any instruction. Not exported.
 *
 * <p><b>The rooms.</b>
 *
 * <ul>
 *   <li><i>The memory</i>: {@code Layout} draws it, {@link dev.cordage.internal.shared.Region} maps it and finds things
 *       in it, {@code Header} gives out slots and blocks.
 *   <li><i>Changing it</i>: {@code Slot} has the guard and the transactions, and says why a kill does no harm;
 *       {@code Line} is a list of threads that wait. {@code CrashPoint} is where tests kill.
 *   <li><i>Who is alive</i>: {@code Leases}; {@code Sweeper}, which does for the dead what they can't do any more.
 *   <li><i>Waiting</i>: {@code Place}, a thread that waits; {@code Turn}, one that waits to try again; {@code Waker}, the thread of each process that wakes the others
 *       of it; {@code Bell}, how processes wake each other, by futex or by socket.
 *   <li><i>The toolbox</i>: {@code Shared...}, each a {@code Slot} and an implementation of the interface of
 *       {@code dev.cordage.sync} or {@code dev.cordage.queue}. A {@code Handle} takes its place in messages.
 * </ul>
 *
 * <p><b>Locks.</b> The guard of a slot, held for some memory accesses, during which nothing waits and no user code runs.
 * Only that of the header may be taken while another is held, and no other. Those of {@code Waker} and {@code Region} come
 * after all guards.
 *
 * <p><b>Happens-before.</b> As the interfaces say, between processes too, for what is in shared memory. The heap is not.
 */
@NullMarked
package dev.cordage.internal.shared;

import org.jspecify.annotations.NullMarked;
