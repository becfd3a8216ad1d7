/**
 * What the launcher runs in a JVM: {@link dev.cordage.cli.Main} with one class for each command. What a shell answers
 * faster (help, versions, completion) or better (run, test) is in the launcher itself.
 */
@NullMarked
package dev.cordage.cli;

import org.jspecify.annotations.NullMarked;
