/**
 * Memory that processes share: files of nothing but data, and the names by which they are found. Not exported; uses only
 * {@code internal.launch}.
 *
 * <ul>
 *   <li>{@link dev.cordage.internal.memory.Blocks}: makes, finds, maps and deletes a
 *       {@link dev.cordage.internal.memory.Block}.
 *   <li>{@link dev.cordage.internal.memory.Places}: where they may lie.
 *   <li>{@code Names}: who has which name, agreed on by all processes of a user without a lock.
 *   <li>{@code Estate}: the folders of this JVM in which its own blocks lie. They end with it, however it ends.
 *   <li>{@code Uninterrupted}: for channels, which an interrupt would close.
 * </ul>
 *
 * <p><b>Locks.</b> One in {@code Estate}, held while a folder is made or deleted; nothing else is called under it.
 */
@NullMarked
package dev.cordage.internal.memory;

import org.jspecify.annotations.NullMarked;
