package dev.cordage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.cli.Launcher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the script answers by itself, how it is found, and how it finds a JDK. */
class LauncherTest {
    /** These are the script's own; all others are the Java side's. */
    private static final Set<String> OF_THE_SCRIPT = Set.of("run", "test", "bench", "completion", "help");

    @TempDir
    Path folder;

    @Test
    void helpAndVersionNeedNoBuild() throws Exception {
        Path script = copyOf(Files.createDirectories(folder.resolve("checkout")));
        Result help =
                new Launcher().script(script).without("CORDAGE_MODULE_PATH").run("--help");
        assertEquals(0, help.exitCode());
        assertEquals("", help.err());
        assertTrue(help.out().startsWith("Cordage: "), help.out());
        assertEquals(help, new Launcher().run("-h"));
        assertEquals(help, new Launcher().run("help"));

        Result version =
                new Launcher().script(script).without("CORDAGE_MODULE_PATH").run("--version");
        assertEquals(0, version.exitCode());
        assertTrue(
                version.out().matches("cordage \\d+\\.\\d+\\.\\d+\\S*\nJDK \\d\\S* \\(.*\\) in .*\n"), version.out());
    }

    @Test
    void helpAndCompletionKnowEveryCommand() throws Exception {
        Set<String> commands = new TreeSet<>(OF_THE_SCRIPT);
        commands.addAll(Main.commandLine().getSubcommands().keySet());

        assertEquals(commands, completed("COMMANDS"), "COMMANDS in the script, and the commands there are");
        String help = new Launcher().run("--help").out();
        for (String command : commands) {
            assertTrue(
                    command.equals("help") || help.contains("\n  " + command + " "),
                    () -> command + " is not in\n" + help);
        }
    }

    @Test
    void completionKnowsEveryOption() throws Exception {
        for (var command : Main.commandLine().getSubcommands().entrySet()) {
            String variable = command.getKey().toUpperCase(Locale.ROOT) + "_OPTIONS";
            assertEquals(
                    optionsOf(command.getValue()), completed(variable), variable + " in the script, and the options");
        }
    }

    private static Set<String> optionsOf(CommandLine command) {
        var names = new TreeSet<String>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                names.add(option.longestName());
            }
        }
        return names;
    }

    private static Set<String> completed(String variable) throws IOException {
        var assignment = Pattern.compile("(?m)^" + variable + "='(.*)'$")
                .matcher(Files.readString(Launcher.CHECKOUT.resolve("cordage")));
        assertTrue(assignment.find(), variable);
        return new TreeSet<>(Arrays.asList(assignment.group(1).split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void printsACompletionScript(String shell) throws Exception {
        Result result = new Launcher().run("completion", shell);
        assertEquals(0, result.exitCode());
        assertTrue(result.out().contains("run demo test bench doctor"), result.out());
    }

    @Test
    void unknownCommandIsOneLineWithASuggestion() throws Exception {
        Result result = new Launcher().run("docter");
        assertEquals(2, result.exitCode());
        assertEquals(
                "cordage: no command 'docter'. Did you mean doctor? (cordage --help lists them all.)\n", result.err());
    }

    @Test
    void doctorPrintsLinesWithoutColoursOrJson() throws Exception {
        Result lines = new Launcher().run("doctor");
        assertEquals(0, lines.exitCode(), lines.out() + lines.err());
        assertTrue(lines.out().lines().anyMatch(line -> line.startsWith("ok    JDK")), lines.out());
        assertTrue(!lines.out().contains("\u001b"), "colours without a terminal");

        Result json = new Launcher().run("doctor", "--json");
        assertTrue(json.out().startsWith("[\n  {\"name\": \"cordage\", \"status\": \"ok\""), json.out());
    }

    @Test
    void worksFromAnyFolderThroughChainedRelativeLinks() throws Exception {
        Path checkout = Files.createDirectories(folder.resolve("a checkout, with ünïcode"));
        copyOf(checkout);
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(
                bin.resolve("first"), Path.of("..", checkout.getFileName().toString(), "cordage"));
        Files.createSymbolicLink(bin.resolve("cordage"), Path.of("first"));
        for (String script : List.of("bin/cordage", bin.resolve("cordage").toString())) {
            Result result = new Launcher().script(script).in(folder).run("--version");
            assertTrue(result.out().startsWith("cordage 0."), result.out() + result.err());
        }
    }

    @Test
    void worksInAPathThatStartsWithADash() throws Exception {
        copyOf(Files.createDirectories(folder.resolve("-rf")));
        Result result = new Launcher().script("-rf/cordage").in(folder).run("--version");
        assertTrue(result.out().startsWith("cordage 0."), result.out() + result.err());
    }

    @Test
    void passesOverAJdkThatIsTooOld() throws Exception {
        Path old = jdk("old", "17.0.1");
        String java = System.getProperty("java.home");
        Result result = new Launcher()
                .with("JAVA_HOME", old.toString())
                .with("PATH", java + "/bin:" + System.getenv("PATH"))
                .run("--version");
        assertTrue(result.out().contains(Path.of(java).toRealPath().toString()), result.out() + result.err());
    }

    @Test
    void saysWhichJdkIsMissingAndWhatWasFound() throws Exception {
        Path script = copyOf(folder);
        Files.writeString(script, Files.readString(script).replace("JDK_WANTED=25", "JDK_WANTED=99"));
        Path old = jdk("old", "17.0.1");
        Result result =
                new Launcher().script(script).with("JAVA_HOME", old.toString()).run("doctor");
        assertEquals(1, result.exitCode());
        assertTrue(result.err().startsWith("cordage: needs a JDK 99 or later"), result.err());
        assertTrue(result.err().contains("17.0.1 in " + old), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }

    /** A folder that looks like a JDK from outside. */
    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String tool : List.of("java", "javac")) {
            assertTrue(Files.createFile(bin.resolve(tool)).toFile().setExecutable(true));
        }
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static Path copyOf(Path checkout) throws IOException {
        Files.copy(Launcher.CHECKOUT.resolve("pom.xml"), checkout.resolve("pom.xml"));
        return Files.copy(Launcher.CHECKOUT.resolve("cordage"), checkout.resolve("cordage"));
    }
}
