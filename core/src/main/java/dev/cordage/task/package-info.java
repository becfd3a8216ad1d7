/**
 * Tasks, their futures, and the pools of threads that run them.
 *
 * <p><b>The rooms.</b>
 *
 * <ul>
 *   <li><i>What is run</i>: {@link dev.cordage.task.Work}, {@link dev.cordage.task.Job},
 *       {@link dev.cordage.task.CheckedJob} and {@link dev.cordage.task.TaskFunction}, all serialisable, so that a plain
 *       lambda can be sent to another JVM.
 *   <li><i>What comes of it</i>: {@link dev.cordage.task.TaskFuture}, which is a JDK {@code Future}. One implementation,
 *       {@link dev.cordage.task.AbstractTaskFuture}, for all reaches; {@link dev.cordage.task.Promise} is the one a
 *       program completes itself. {@link dev.cordage.task.Tasks} waits for many futures of any kind.
 *   <li><i>Who runs it</i>: {@link dev.cordage.task.Pool} is the contract for every reach,
 *       {@link dev.cordage.task.ThreadPool} keeps it with threads. {@link dev.cordage.task.TaskThread} is one thread for
 *       one task.
 *   <li><i>Many inputs</i>: {@link dev.cordage.task.Pool#map} and its {@link dev.cordage.task.Results}, which need
 *       nothing of a pool but {@code submit}.
 *   <li><i>Context</i>: {@link dev.cordage.task.ContextCarrier}, a service provider interface.
 * </ul>
 *
 * <p><b>Inside.</b> A {@code ThreadPool} is a handle to a {@code PoolEngine}: {@code WorkerEngine} for a bounded number
 * of threads, {@code ThreadPerTaskEngine} for virtual threads without limit. Both run {@code PoolTask}s. A
 * {@code Results} starts a {@code MapRun}, which sends {@code Batch}es to the pool.
 *
 * <p><b>Locks.</b> One lock in each {@code WorkerEngine}; nothing else is locked, and no user code is run, while it is
 * held. Futures are lock-free.
 *
 * <p><b>Happens-before.</b> Submitting a task happens-before the task runs; the task's end happens-before any method
 * that reports it returns, and before its callbacks.
 */
@NullMarked
package dev.cordage.task;

import org.jspecify.annotations.NullMarked;
