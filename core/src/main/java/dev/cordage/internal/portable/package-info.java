/**
 * Pools of this JVM that copy what goes in and out, as if their workers were elsewhere: {@code PortablePool}. A program
 * that passes there runs on any reach. Not exported.
 */
@NullMarked
package dev.cordage.internal.portable;

import org.jspecify.annotations.NullMarked;
