/**
 * Each figure beside its rivals, measured in turns in the same run: what {@code cordage bench} runs.
 *
 * <p>A {@link dev.cordage.bench.Suite} lists {@link dev.cordage.bench.Case}s. {@link dev.cordage.bench.Main} has the
 * {@link dev.cordage.bench.SuiteRun} measure them one after the other, each in a JVM of its own
 * ({@link dev.cordage.bench.Fork}, {@link dev.cordage.bench.ForkMain}) so that no case inherits another's JIT profiles or
 * garbage, and, unless it is to be quick, in several, as the JIT compiler's luck differs. What a case measures is an
 * {@link dev.cordage.bench.Experiment}, usually a {@link dev.cordage.bench.PairedExperiment}: warm up, then ours and its
 * rivals in turns. A {@link dev.cordage.bench.Load} finds out how much work makes a sample, a
 * {@link dev.cordage.bench.Crowd} is the threads that do it together. The {@link dev.cordage.bench.Samples} become a
 * {@link dev.cordage.bench.Row}, several rows a {@link dev.cordage.bench.Summary}; rows are printed by
 * {@link dev.cordage.bench.Report} and written by {@link dev.cordage.bench.JsonRows}.
 *
 * <p>The suites are in packages below this one, which use this one; only {@link dev.cordage.bench.Suites} names them.
 */
@NullMarked
package dev.cordage.bench;

import org.jspecify.annotations.NullMarked;
