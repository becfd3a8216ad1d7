/**
 * {@code cordage doctor PID}: who waits for what in a JVM that runs.
 *
 * <p>{@code RunningJvm} attaches to the process; {@code ProcessCheck} looks at it first, so that nothing is sent to a
 * process that could not take it. {@code WaitsAgent} is the only class that gets into the other JVM, in a jar that
 * {@code Handover} makes in a temporary folder both can see, where the answer is left as well.
 * {@code NoReportException} says why there is none.
 */
@NullMarked
package dev.cordage.cli.waits;

import org.jspecify.annotations.NullMarked;
