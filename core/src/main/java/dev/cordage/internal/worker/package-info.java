/**
 * A worker process: what runs in it, and the wire between it and its parent.
 *
 * <p><b>The rooms.</b> {@code Wire} is the specification of the wire, for both sides, with {@code FrameInput} and
 * {@code Setup}. {@code WorkerMain} is the program of a worker: its main thread is the {@code TaskLoop}, which runs one
 * task after the other; a second thread is the {@code ControlLoop}, which answers the parent at once, whatever a task
 * does, and ends the JVM when the parent is gone. {@code WorkerLoaders} fetches classes that the worker's own class path
 * lacks. {@code Identity} tells code in the worker that it is in one.
 *
 * <p><b>Locks.</b> The one in {@code Progression} orders the begin of a task and what the parent says about it; nothing
 * is done under it but to change a few numbers and to interrupt. Sending has a lock for each connection.
 *
 * <p>Not exported. The parent's side is {@code dev.cordage.process}.
 */
@NullMarked
package dev.cordage.internal.worker;

import org.jspecify.annotations.NullMarked;
