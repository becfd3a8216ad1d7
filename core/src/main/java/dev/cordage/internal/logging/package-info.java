/**
 * How log records of a worker arrive in its parent's loggers.
 *
 * <p>{@link dev.cordage.internal.logging.RemoteLogging} has both ends: {@code install} in the worker, {@code replay} in
 * the parent. Between them is one array of bytes per record, which {@code RecordCodec} describes. Only
 * {@link dev.cordage.internal.logging.WorkerConfiguration} and {@code WorkerHandler} in the worker, and
 * {@code JavaLogging} in the parent, touch {@code java.util.logging}, and are loaded when the program has done so.
 * Exported to {@code java.logging} alone, which makes an instance of the configuration.
 */
@NullMarked
package dev.cordage.internal.logging;

import org.jspecify.annotations.NullMarked;
