/**
 * The suite {@code shared}: what processes share, beside the JDK's toolbox for one process, CPython's for several, a C
 * program and Agrona's ring buffer.
 *
 * <p>Most sides are a {@link dev.cordage.bench.shared.Session}: a fabric and other processes that stay from the first
 * sample to the last.
 */
@NullMarked
package dev.cordage.bench.shared;

import org.jspecify.annotations.NullMarked;
