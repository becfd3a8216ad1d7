/**
 * {@code cordage demo}: a real job on any machine, done on every reach there is.
 *
 * <p>{@code RuntimeImage} knows the class files of the running JDK. A {@code Slice} of them is a task, a {@code Census}
 * its result; both are serialisable values, so that the same task runs on threads and in worker processes. {@code Tally}
 * does the counting, with {@code Verifier} where asked. {@code Demo} has a {@code Workload} of slices counted on one
 * {@code Reach} after the other and compares; {@code CensusReport} prints what was found. {@code ProcessDemo} has it
 * done by worker processes, with {@code Poison} among the inputs; {@code WorkerReport} prints what became of them.
 * {@code DemoCommand} is the command line.
 */
@NullMarked
package dev.cordage.cli.demo;

import org.jspecify.annotations.NullMarked;
