/**
 * How a worker JVM is started and its output drained. Not exported; uses nothing else of Cordage.
 *
 * <ul>
 *   <li>{@link dev.cordage.internal.launch.PrivateFolder}: where sockets, argument files and large data live, with
 *       {@code Leftovers}, which removes those of owners that have died.
 *   <li>{@link dev.cordage.internal.launch.WorkerCommand}: the command line, made of {@code CodePath} (where classes
 *       come from, with {@code OwnClasses} where they are in no plain file), {@code ParentFlags} (which options of this
 *       JVM a worker gets), {@code CarriedProperties} and {@code ArgumentFile}.
 *   <li>{@link dev.cordage.internal.launch.Memory}: what heap a worker may have.
 *   <li>{@code Archive}: the classes a worker needs, in a form that loads sooner.
 *   <li>{@link dev.cordage.internal.launch.Entropy}: bytes nobody can guess, without a slow start.
 *   <li>{@link dev.cordage.internal.launch.OutputPump}: drains what a worker prints through a {@code LineBuffer}.
 * </ul>
 *
 * <p>All of it runs in the parent. No lock is held while calling out of the package, and no two are ever held together.
 */
@NullMarked
package dev.cordage.internal.launch;

import org.jspecify.annotations.NullMarked;
