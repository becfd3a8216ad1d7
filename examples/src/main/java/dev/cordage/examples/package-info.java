/** How the examples (in {@code examples/TOPIC}) and the documentation's snippets are turned into programs and run. */
@NullMarked
package dev.cordage.examples;

import org.jspecify.annotations.NullMarked;
