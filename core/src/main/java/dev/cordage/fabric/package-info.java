/**
 * One API, three reaches: {@link dev.cordage.fabric.Fabric} is what threads, worker processes and a cluster can all
 * keep, {@link dev.cordage.fabric.LocalFabric} keeps it with threads of this JVM.
 *
 * <p>A program that takes a {@code Fabric} runs on another reach by a change of one line. The fabric owns what it made
 * and closes it.
 */
@NullMarked
package dev.cordage.fabric;

import org.jspecify.annotations.NullMarked;
