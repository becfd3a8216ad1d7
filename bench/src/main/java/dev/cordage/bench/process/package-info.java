/** The suite {@code process}: pools of processes, beside CPython's and beside what the system itself takes. */
@NullMarked
package dev.cordage.bench.process;

import org.jspecify.annotations.NullMarked;
