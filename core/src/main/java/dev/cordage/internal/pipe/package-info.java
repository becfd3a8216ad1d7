/**
 * What is behind a pipe. Not exported; used by {@code dev.cordage.process} and {@code internal.managed}.
 *
 * <p><b>The rooms.</b> A {@code Lane} is one direction of a pipe in one JVM: a bounded buffer of {@code Parcel}s. An
 * {@code End} sends into one lane and receives from another; two ends of one JVM share two lanes. A {@code Wire} connects
 * the lanes of an end with another process, over a Unix-domain socket: it drains one lane into the socket, and fills
 * another from it. All sockets of the JVM are read by one thread, the {@code Loop}. {@code Home} listens for ends that
 * were handed over, {@code Door} for those who connect by path: a {@code Reception} keeps them until they are accepted, a
 * {@code Porter} hands them on at once. {@code Proof} is how the two sides show each other that they know the key. A
 * {@code Dictionary} turns parcels back into objects.
 *
 * <p><b>Across.</b> Where both ends of a pair have been handed over, two wires have the same lanes in their home, which
 * thereby relays. What the frames on a wire are is listed in {@code Frame}.
 *
 * <p><b>Locks.</b> One in each lane, in each end, in {@code Home} and in {@code Loop}, held for a few instructions and
 * never while user code runs. That of {@code Home} comes before that of {@code Loop}; otherwise none is taken under
 * another. A dictionary has one that is held while objects are rebuilt, and so while user code runs. What drains into a
 * wire is done by one thread at a time, whichever comes first, without a lock.
 */
@NullMarked
package dev.cordage.internal.pipe;

import org.jspecify.annotations.NullMarked;
