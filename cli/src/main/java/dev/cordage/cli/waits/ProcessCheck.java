package dev.cordage.cli.waits;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a process can be attached to, found out without disturbing it. To attach means to send SIGQUIT, which ends
 * or upsets a program that is not a JVM, and makes a stopped JVM print its stacks when it goes on.
 */
final class ProcessCheck {
    private final long pid;
    private final Path folder;

    private ProcessCheck(long pid) {
        this.pid = pid;
        folder = Path.of("/proc", Long.toString(pid));
    }

    /** Throws if it cannot be attached to. */
    static void check(long pid) throws NoReportException {
        if (pid == ProcessHandle.current().pid()) {
            throw NoReportException.noSuchProcess("process " + pid + " is the doctor itself");
        }
        ProcessHandle process = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .orElseThrow(() -> NoReportException.noSuchProcess("no process " + pid));
        var check = new ProcessCheck(pid);
        check.state();
        check.user(process);
        check.isJvm();
    }

    private void state() throws NoReportException {
        String group = status("Tgid").orElse("");
        if (!group.isEmpty() && !group.equals(Long.toString(pid))) {
            throw NoReportException.noSuchProcess(pid + " is a thread of process " + group);
        }
        switch (status("State").orElse("?").charAt(0)) {
            case 'Z', 'X' -> throw NoReportException.noSuchProcess("process " + pid + " has ended");
            case 'T' ->
                throw new NoReportException(
                        "process %d is stopped: let it go on first (kill -CONT %d)".formatted(pid, pid));
            case 't' -> throw new NoReportException("process " + pid + " is stopped by a debugger: let it go on first");
            default -> {}
        }
    }

    /** Who may attach: the same user, and root. */
    private void user(ProcessHandle process) throws NoReportException {
        Optional<String> user = process.info().user();
        Optional<String> mine = ProcessHandle.current().info().user();
        if (user.isPresent()
                && mine.isPresent()
                && !user.equals(mine)
                && !mine.get().equals("root")) {
            throw new NoReportException("process %d belongs to %s, and you are %s: only its user and root may ask it"
                    .formatted(pid, user.get(), mine.get()));
        }
    }

    private void isJvm() throws NoReportException {
        String id = Long.toString(pid);
        if (VirtualMachine.list().stream().anyMatch(each -> each.id().equals(id))) {
            return;
        }
        Path file = folder.resolve("maps");
        if (!Files.exists(file)) {
            // Not Linux. To attach will tell.
            return;
        }
        // Not all JVMs are in the list (-XX:-UsePerfData), but all have this library.
        try (Stream<String> maps = Files.lines(file)) {
            if (maps.noneMatch(line -> line.contains("libjvm"))) {
                throw new NoReportException("process " + pid + " is not a JVM");
            }
        } catch (IOException | UncheckedIOException _) {
            throw new NoReportException("process " + pid + " does not look like a JVM: jps does not list it, and "
                    + file + " cannot be read");
        }
    }

    private Optional<String> status(String key) {
        try (Stream<String> lines = Files.lines(folder.resolve("status"))) {
            return lines.filter(line -> line.startsWith(key + ":"))
                    .map(line -> line.substring(key.length() + 1).strip())
                    .findFirst();
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }
}
