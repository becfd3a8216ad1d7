/**
 * Objects that live in one process, their owner, and are called from others. Not exported; used by
 * {@code dev.cordage.process}.
 *
 * <p><b>The rooms.</b> An {@code ObjectServer} is the owner's: it has the {@code SharedObject}s, and a {@code Session}
 * for each process that calls them. Elsewhere a {@code Client} makes the calls of a process to one owner. Both sit on a
 * {@code Connection}, an end of a pipe between the two, whose messages are listed in {@code Message}. What users have is a
 * dynamic proxy with a {@code Stub} in it, that travels as a {@code Reference} and is local again in the owner. A
 * {@code Contract} numbers the methods of an interface, alike on both sides.
 *
 * <p><b>Dictionaries.</b> A {@code Table} is shared like any other object; {@code SharedDict} makes a map of it.
 *
 * <p><b>Threads.</b> None waits for messages: the thread that reads all pipes of the JVM hands them on. Each call is
 * answered by a virtual thread of its own, in the owner.
 *
 * <p><b>Locks.</b> One in each session, in each client and in the server, held for a few instructions and never while
 * user code runs, that of a client also while it connects. None is taken under another, but those of pipes under that of
 * a client or a server.
 */
@NullMarked
package dev.cordage.internal.managed;

import org.jspecify.annotations.NullMarked;
