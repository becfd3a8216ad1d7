package dev.cordage.process;

import dev.cordage.internal.worker.Wire;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker ended.
 *
 * @param worker its name
 * @param pid its process id, or -1
 * @param exitCode its exit code, or -1 if nobody knows
 * @param begun the last task it had begun, or -1; UNKNOWN if nobody knows
 * @param killedFor why the pool killed it; null if it didn't
 * @param failure why it could not be started; null if it was, or if it died of itself
 * @param lastLines the end of its standard error
 * @param crashSignal the signal that a crash of the JVM began with, as it says itself
 * @param crashReport the JVM's report of a crash
 */
record Death(
        String worker,
        long pid,
        int exitCode,
        long begun,
        @Nullable String killedFor,
        @Nullable Throwable failure,
        List<String> lastLines,
        @Nullable String crashSignal,
        @Nullable Path crashReport) {

    /** Nobody knows which task was the last that had begun: then it was the first that it had no answer to. */
    static final long UNKNOWN = -2;

    /** In a few words. */
    String cause() {
        if (killedFor != null) {
            return "killed: " + killedFor;
        }
        if (failure != null && pid < 0) {
            return "it could not be started: " + failure;
        }
        String code = exitCode < 0
                ? "nobody knows how"
                : signal() == null || crashSignal != null
                        ? "exit code " + exitCode
                        : signal() + " (exit code " + exitCode + ")";
        if (exitCode == Wire.OUT_OF_MEMORY) {
            code = "no memory left to go on with (" + code + ")";
        }
        String crash = crashSignal == null ? "" : "a crash of its JVM, " + crashSignal + ", ";
        return crash + code + (crashReport == null ? "" : ", crash report " + crashReport);
    }

    /** Whether something else than the pool or the process itself has ended it. */
    boolean isFromOutside() {
        String signal = signal();
        return killedFor == null && ("SIGKILL".equals(signal) || "SIGTERM".equals(signal));
    }

    /** The signal that ended it, as far as it is known; null if it was none. */
    @Nullable String signal() {
        return crashSignal != null ? crashSignal : ExitSignal.of(exitCode).orElse(null);
    }

    /** The failure of what was lost. */
    WorkerDiedException exception(String during) {
        StringBuilder message = new StringBuilder("worker '").append(worker).append('\'');
        if (pid >= 0) {
            message.append(" (pid ").append(pid).append(')');
        }
        if (failure != null && pid < 0 && killedFor == null) {
            message.append(" could not be started: ").append(failure);
        } else {
            message.append(killedFor == null ? " died " : " was killed ").append(during);
            message.append(": ").append(killedFor == null ? cause() : killedFor);
        }
        if (exitCode == 0 && killedFor == null) {
            message.append("; it ended as if all were well, as System.exit(0) does");
        }
        if (!lastLines.isEmpty()) {
            message.append("; the end of its standard error:");
            for (String line : lastLines) {
                message.append("\n    ").append(line);
            }
        }
        WorkerDiedException died = new WorkerDiedException(message.toString(), this);
        if (failure != null) {
            died.initCause(failure);
        }
        return died;
    }
}
