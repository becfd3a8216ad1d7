package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for what would harm this one, or needs other surroundings. */
final class ChildJvm {
    private final List<String> command = new ArrayList<>();
    private final String program;
    private final List<String> options = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private String shell = "";
    private String classPath = System.getProperty("java.class.path");

    private ChildJvm(String program) {
        this.program = program;
    }

    /** What a program came to. */
    record Result(int exitCode, String output) {}

    static ChildJvm of(Class<?> program) {
        return new ChildJvm(program.getName());
    }

    /** Run by the JDK's source launcher. */
    static ChildJvm of(Path source) {
        return new ChildJvm(source.toString());
    }

    ChildJvm options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    ChildJvm arguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** Instead of that of this JVM. */
    ChildJvm classPath(String path) {
        classPath = path;
        return this;
    }

    /** What the shell does before, such as {@code ulimit -n 20}. */
    ChildJvm after(String shellCommand) {
        shell = shellCommand;
        return this;
    }

    /** Starts it; its errors go where those of this JVM go. */
    Process start() throws IOException {
        return builder().redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Runs it to its end, and fails if that isn't a good one. */
    Result run() throws Exception {
        Result result = runAnyway();
        assertEquals(0, result.exitCode, result.output);
        return result;
    }

    /** Runs it to its end, whatever that is; the output has the errors too. */
    Result runAnyway() throws Exception {
        Process process = builder().redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            process.getOutputStream().close();
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), text);
        } finally {
            process.destroyForcibly();
        }
    }

    private ProcessBuilder builder() {
        command.clear();
        if (!shell.isEmpty()) {
            command.addAll(List.of("sh", "-c", shell + " && exec \"$@\"", "sh"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(program);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
