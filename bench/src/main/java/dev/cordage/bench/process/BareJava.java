package dev.cordage.bench.process;

import dev.cordage.bench.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code java -cp hello.jar Hello}, with no option else: seconds from its start until it has ended. */
final class BareJava implements Side {
    static final String NAME = "a bare java hello-world from its jar, start to end";

    private @Nullable Path folder;
    private @Nullable Path jar;
    private double said;

    /** Until it had said hello, the last time; which is a little before its end. */
    @Override
    public List<String> remarks() {
        return List.of(String.format(Locale.ROOT, "the bare java says hello after %.1f ms, then ends", said * 1e3));
    }

    @Override
    public double sample() throws IOException, InterruptedException {
        Path made = jar;
        if (made == null) {
            Path temporary = Packed.folder();
            folder = temporary;
            made = Packed.jarOf(Hello.class, temporary);
            jar = made;
        }
        List<String> command = List.of(java(), "-cp", made.toString(), Hello.class.getName());
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.inputReader()) {
            String line = output.readLine();
            said = (System.nanoTime() - start) / 1e9;
            int exitCode = process.waitFor();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!"hello".equals(line) || exitCode != 0) {
                throw new IllegalStateException("the bare java said " + line + ", exit code " + exitCode);
            }
            return seconds;
        } finally {
            process.destroyForcibly();
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public void close() throws IOException {
        if (folder != null) {
            Packed.delete(folder);
            folder = null;
            jar = null;
        }
    }
}
