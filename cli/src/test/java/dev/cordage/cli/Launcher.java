package dev.cordage.cli;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts the launcher script as a user would, but with the classes of this build; every wait is bounded. */
final class Launcher {
    /** The working directory of the tests is the module's. */
    static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    private static final long SECONDS = 50;

    private final Map<String, String> environment = new HashMap<>();
    private String script = CHECKOUT.resolve("cordage").toString();
    private Path workingFolder = CHECKOUT;
    private String input = "";

    record Result(int exitCode, String out, String err) {}

    Launcher() {
        with("CORDAGE_MODULE_PATH", modulePath());
        with("JAVA_HOME", System.getProperty("java.home"));
    }

    /** Whatever form it has: a script that is found on the PATH, a relative one, a link. */
    Launcher script(Object path) {
        script = path.toString();
        return this;
    }

    Launcher in(Path folder) {
        workingFolder = folder;
        return this;
    }

    Launcher with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Launcher without(String variable) {
        environment.put(variable, null);
        return this;
    }

    Launcher input(String text) {
        input = text;
        return this;
    }

    Process start(Path out, Path err, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "--", script));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(workingFolder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        environment.forEach((variable, value) -> {
            if (value == null) {
                builder.environment().remove(variable);
            } else {
                builder.environment().put(variable, value);
            }
        });
        Process process = builder.start();
        try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
            stdin.write(input);
        }
        return process;
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("cordage-test", ".out");
        Path err = Files.createTempFile("cordage-test", ".err");
        try {
            Process process = start(out, err, arguments);
            try {
                await(process, err);
                return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static void await(Process process, Path err) throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(
                    "still running after %d s: %s\n%s".formatted(SECONDS, process.info(), Files.readString(err)));
        }
    }

    /** Where this test's class path has the modules that a built launcher has in its folder. */
    static String modulePath() {
        return Stream.of("dev.cordage", "dev.cordage.cli", "info.picocli")
                .map(module -> module(module).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    static Path module(String name) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> ModuleFinder.of(entry).find(name).isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("not on the class path: " + name));
    }
}
