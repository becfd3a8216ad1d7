package dev.cordage.cli;

import dev.cordage.cli.Finding.Status;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what this machine offers, and what is in the way. */
@Command(
        name = "doctor",
        description = "What this machine offers, and what is in the way. Exits with 1 if something will not work.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "print an array of findings instead of lines")
    private boolean json;

    @SuppressWarnings("unused") // picocli looks at it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this text")
    private boolean help;

    @Override
    public Integer call() {
        List<Finding> findings = Diagnosis.all();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(findings.stream().map(Finding::toJson).collect(Collectors.joining(",\n  ", "[\n  ", "\n]")));
        } else {
            findings.forEach(finding -> print(finding, out));
        }
        out.flush();
        return findings.stream().anyMatch(finding -> finding.status() == Status.FAIL) ? 1 : 0;
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
}
