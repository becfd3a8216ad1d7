package dev.cordage.examples;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JDK's own {@code java}, with core as a module. */
final class Java {
    /** This module's folder is the working directory of its tests. */
    static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    private static final long SECONDS = 50;

    private Java() {}

    /** What a run left behind; standard error goes into the output too. */
    record Outcome(int exitCode, String output) {}

    /** The jar or folder of module dev.cordage, which is somewhere on the class path of this test. */
    static String core() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        ModuleFinder.of(Path.of(entry)).find("dev.cordage").isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("core is not on the class path"));
    }

    /** Runs {@code java} with these arguments, standard input empty, and waits for it to end. */
    static Outcome run(Path workingFolder, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Dstdout.encoding=UTF-8"));
        command.addAll(List.of("--module-path", core(), "--add-modules", "dev.cordage"));
        command.addAll(arguments);
        Path output = Files.createTempFile("cordage-example", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(workingFolder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("still running after %d s: %s\n%s\n%s"
                            .formatted(SECONDS, arguments, Files.readString(output), stacks(process)));
                }
                return new Outcome(process.exitValue(), Files.readString(output));
            } finally {
                process.destroyForcibly().waitFor();
            }
        } finally {
            Files.delete(output);
        }
    }

    private static String stacks(Process process) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process dump = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), "Thread.print")
                .redirectErrorStream(true)
                .start();
        try (var in = dump.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            dump.destroyForcibly().waitFor();
        }
    }
}
