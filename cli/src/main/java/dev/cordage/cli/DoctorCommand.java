package dev.cordage.cli;

import dev.cordage.cli.Finding.Status;
import dev.cordage.cli.waits.NoReportException;
import dev.cordage.cli.waits.RunningJvm;
import dev.cordage.process.HostFabric;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what this machine offers, and what is in the way; or who waits for what in a JVM that runs. */
@Command(
        name = "doctor",
        customSynopsis = {"cordage doctor [--json]", "       cordage doctor --clean", "       cordage doctor PID"},
        description = {
            "",
            "Without PID: what this machine offers, and what is in the way. Exits with 1 if something will not work.",
            "",
            "With PID: which threads of that JVM wait for locks, queues and the like of Cordage, who holds them, and "
                    + "which wait for each other: the text of Waits.report() in that JVM. Exits with 1 if the "
                    + "report cannot be had.",
            ""
        },
        footer = {
            "",
            "The process must be yours, unless you are root. The report is made by a tiny agent that is loaded into it; "
                    + "the JVM warns of that on the process's standard error each time, unless it was started with "
                    + "-XX:+EnableDynamicAgentLoading. With -XX:-EnableDynamicAgentLoading or "
                    + "-XX:+DisableAttachMechanism it cannot be had from outside: let the program print "
                    + "Waits.report() itself."
        })
final class DoctorCommand implements Callable<Integer> {
    /** For a report, which takes milliseconds where nothing hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PID",
            description = "a process on this machine, as jps or ps has it")
    private @Nullable String pid;

    @Option(names = "--json", description = "print an array of findings instead of lines")
    private boolean json;

    @Option(names = "--clean", description = "delete what programs of yours left that died: sockets, shared memory")
    private boolean clean;

    @SuppressWarnings("unused") // picocli looks at it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this text")
    private boolean help;

    @Override
    public Integer call() {
        if (clean) {
            return pid == null && !json ? clean() : refuse(ExitCode.USAGE, "--clean stands alone");
        }
        return pid == null ? diagnose() : waits(pid);
    }

    private int diagnose() {
        List<Finding> findings = Diagnosis.all();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(findings.stream().map(Finding::toJson).collect(Collectors.joining(",\n  ", "[\n  ", "\n]")));
        } else {
            findings.forEach(finding -> print(finding, out));
        }
        out.flush();
        return findings.stream().anyMatch(finding -> finding.status() == Status.FAIL) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private int clean() {
        PrintWriter out = spec.commandLine().getOut();
        List<Path> gone = HostFabric.removeLeftovers();
        gone.forEach(folder -> out.println("deleted " + folder));
        List<Path> left = HostFabric.leftovers();
        if (gone.isEmpty() && left.isEmpty()) {
            out.println("Nothing is left of programs that died.");
        }
        out.flush();
        return left.isEmpty() ? ExitCode.OK : refuse(ExitCode.SOFTWARE, "can't be deleted: " + left);
    }

    private void print(Finding finding, PrintWriter out) {
        String mark = switch (finding.status()) {
            case OK -> "@|green ok  |@";
            case WARN -> "@|yellow warn|@";
            case FAIL -> "@|red fail|@";
        };
        var ansi = spec.commandLine().getColorScheme().ansi();
        out.printf("%s  %-17s %s%n", ansi.string(mark), finding.name(), finding.value());
        if (!finding.hint().isEmpty()) {
            out.printf("%24s%s%n", "", finding.hint());
        }
    }

    private int waits(String pid) {
        // No process has an id of more digits, and an int is what the Attach API takes.
        if (!pid.matches("[1-9][0-9]{0,8}")) {
            return refuse(ExitCode.USAGE, "not a process id: '" + pid + "' (jps lists those of JVMs)");
        }
        if (json) {
            return refuse(ExitCode.USAGE, "--json is for the diagnosis of this machine, without PID");
        }
        try {
            String report = new RunningJvm(Long.parseLong(pid), PATIENCE).waits();
            PrintWriter out = spec.commandLine().getOut();
            out.print(report.isEmpty() ? nothing(pid) : report);
            out.flush();
            return ExitCode.OK;
        } catch (NoReportException e) {
            return refuse(e.isNoSuchProcess() ? ExitCode.USAGE : ExitCode.SOFTWARE, String.valueOf(e.getMessage()));
        }
    }

    private static String nothing(String pid) {
        return "Process %s does not use Cordage's locks and queues, or no thread has had to wait for them yet.%n"
                .formatted(pid);
    }

    /** One line, as the launcher's own. */
    private int refuse(int exitCode, String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("cordage: " + message);
        err.flush();
        return exitCode;
    }
}
