package dev.cordage.process;

import java.io.Serial;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Says that the worker process of a task died before the task had ended, or could not be started. Nobody knows how far
 * the task had come.
 */
public final class WorkerDiedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String worker;
    private final long pid;
    private final int exitCode;
    private final @Nullable String signal;
    private final String[] lastLines;
    private final @Nullable String crashReport;

    WorkerDiedException(String message, Death death) {
        super(message);
        this.worker = death.worker();
        this.pid = death.pid();
        this.exitCode = death.exitCode();
        this.signal = death.signal();
        this.lastLines = death.lastLines().toArray(String[]::new);
        this.crashReport =
                death.crashReport() == null ? null : death.crashReport().toString();
    }

    /**
     * The name of the worker.
     *
     * @return the name
     */
    public String worker() {
        return worker;
    }

    /**
     * The id of its process.
     *
     * @return the process id; -1 if there was never a process
     */
    public long pid() {
        return pid;
    }

    /**
     * What the process ended with: 128 and the number of the signal, if that was its end.
     *
     * @return the exit code; empty if it is not known
     */
    public OptionalInt exitCode() {
        return exitCode < 0 ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /**
     * The signal that ended the process, as its exit code tells, or the JVM that crashed.
     *
     * @return a name such as {@code SIGKILL}; empty if it was none
     */
    public Optional<String> signal() {
        return Optional.ofNullable(signal);
    }

    /**
     * The last lines on the standard error of the worker, and after a crash of its JVM what that said of it.
     *
     * @return some 40 lines at most, some 80 after a crash
     */
    public List<String> lastLines() {
        return List.of(lastLines);
    }

    /**
     * The file in which the JVM of the worker explains its crash ({@code hs_err_pid...log}).
     *
     * @return the file; empty if the JVM wrote none
     */
    public Optional<Path> crashReport() {
        return Optional.ofNullable(crashReport).map(Path::of);
    }
}
