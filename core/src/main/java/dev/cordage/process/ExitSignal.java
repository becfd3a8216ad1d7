package dev.cordage.process;

import java.util.Optional;

/** The names of the signals that end processes, as exit codes tell them: 128 and the number of the signal. */
final class ExitSignal {
    private ExitSignal() {}

    static Optional<String> of(int exitCode) {
        return switch (exitCode) {
            case 129 -> Optional.of("SIGHUP");
            case 130 -> Optional.of("SIGINT");
            case 131 -> Optional.of("SIGQUIT");
            case 132 -> Optional.of("SIGILL");
            case 133 -> Optional.of("SIGTRAP");
            case 134 -> Optional.of("SIGABRT");
            case 135 -> Optional.of("SIGBUS");
            case 136 -> Optional.of("SIGFPE");
            case 137 -> Optional.of("SIGKILL");
            case 139 -> Optional.of("SIGSEGV");
            case 141 -> Optional.of("SIGPIPE");
            case 142 -> Optional.of("SIGALRM");
            case 143 -> Optional.of("SIGTERM");
            case 152 -> Optional.of("SIGXCPU");
            case 153 -> Optional.of("SIGXFSZ");
            default -> Optional.empty();
        };
    }
}
