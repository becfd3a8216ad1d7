/**
 * Worker processes: work that can be killed, capped and survived.
 *
 * <p><b>The rooms.</b>
 *
 * <ul>
 *   <li><i>Many tasks</i>: {@link dev.cordage.process.ProcessPool}, a {@code Pool} whose workers are processes.
 *   <li><i>One task</i>: {@link dev.cordage.process.WorkerProcess}, a process for one piece of work; also what a worker may
 *       ask about itself.
 *   <li><i>Between processes</i>: {@link dev.cordage.process.PipeEnd}, and {@link dev.cordage.process.PipeListener} for
 *       those that don't know each other yet.
 *   <li><i>Shared by processes</i>: {@link dev.cordage.process.SharedMemory}, and {@link dev.cordage.process.SharedArray}
 *       for numbers in it, {@link dev.cordage.process.SharedValue}, and the locks and queues of a
 *       {@code HostFabric}. Behind them are {@code dev.cordage.internal.memory} and {@code dev.cordage.internal.shared}.
 *   <li><i>Called by processes</i>: what {@code HostFabric.share} and {@code dict} make, and
 *       {@link dev.cordage.process.Caller}, who calls. Behind them is {@code dev.cordage.internal.managed}.
 *   <li><i>What went wrong</i>: {@link dev.cordage.process.WorkerDiedException}, and the deaths in
 *       {@link dev.cordage.process.ProcessPoolStatistics}.
 *   <li><i>All of it</i>: {@link dev.cordage.process.HostFabric} owns what it made.
 * </ul>
 *
 * <p><b>Inside.</b> An {@code Engine} takes tasks in and says when all is over; its {@code Crew} gives tasks to workers,
 * starts them and lets them go; its {@code Ledger} remembers. A {@code Worker} is one process as its parent sees it, with
 * the thread that serves it, from its {@code Launch} to its {@code Death}. A {@code Sender} writes to it. What runs in the
 * process, and the wire, are in {@code dev.cordage.internal.worker}.
 *
 * <p><b>Locks.</b> One in each engine, under which no user code runs, nothing is written and nothing waited for. Below it:
 * that of a {@code Sender}. Apart from these: each {@code SharedMemory} has one, above that of {@code MappedHere}, which
 * knows the handles of this JVM.
 *
 * <p><b>Happens-before.</b> Submitting a task happens-before it is rebuilt in a worker, whose result happens-before any
 * method that reports it returns. Memory is not shared, but for what a
 * {@code HostFabric} and {@code SharedMemory} make.
 */
@NullMarked
package dev.cordage.process;

import org.jspecify.annotations.NullMarked;
