package dev.cordage.cli;

import dev.cordage.cli.demo.DemoCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The commands of the launcher that need a JVM. */
@Command(
        name = "cordage",
        description = "Concurrency for the JVM, from a thread to a worker process to a cluster.",
        subcommands = {DemoCommand.class, DoctorCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class Main {
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setColorScheme(CommandLine.Help.defaultColorScheme(ansi()));
    }

    /** Colours where the launcher saw a terminal and the user does not mind: see <a href="https://no-color.org">NO_COLOR</a>. */
    static Ansi ansi() {
        boolean wanted = Boolean.getBoolean("cordage.terminal.stdout")
                && isBlank(System.getenv("NO_COLOR"))
                && !"dumb".equals(System.getenv("TERM"));
        return wanted ? Ansi.ON : Ansi.OFF;
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isEmpty();
    }
}
