package dev.cordage.bench.shared;

import dev.cordage.bench.Output;
import dev.cordage.bench.Side;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A C program for Linux, which is compiled before the first sample, and prints one figure each time it is run. */
final class CProgram implements Side {
    private static final List<String> COMPILERS = List.of("gcc", "cc", "clang");

    private final String source;
    private final List<String> arguments;
    private @Nullable Path program;

    /**
     * One that is not compiled yet.
     *
     * @param source a resource of this package
     * @param arguments those of the program
     */
    CProgram(String source, Object... arguments) {
        this.source = source;
        this.arguments = Arrays.stream(arguments).map(Object::toString).toList();
    }

    private record Compiler(String command, String version) {}

    private static final class Found {
        static final @Nullable Compiler COMPILER = look();

        private static @Nullable Compiler look() {
            if (!System.getProperty("os.name").equals("Linux")) {
                return null;
            }
            for (String command : COMPILERS) {
                try {
                    String version = Output.of(List.of(command, "--version"));
                    return new Compiler(command, version.lines().findFirst().orElse(command));
                } catch (IOException | IllegalStateException _) {
                    // The next one, then.
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return null;
                }
            }
            return null;
        }
    }

    /** Whether this is Linux with a C compiler. */
    static boolean isPossible() {
        return Found.COMPILER != null;
    }

    /** For the report: which compiler, or that there is none. */
    static String remark() {
        Compiler compiler = Found.COMPILER;
        return compiler == null
                ? "no C compiler (" + String.join(", ", COMPILERS)
                        + ") on Linux: the rows beside a C program are left out"
                : "C: " + compiler.version + ", -O2";
    }

    @Override
    public double sample() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(compiled().toString()));
        command.addAll(arguments);
        return Double.parseDouble(Output.of(command));
    }

    /** The program, which is compiled first if it is not yet. */
    Path compiled() throws IOException, InterruptedException {
        Path made = program;
        if (made == null) {
            made = compile();
            program = made;
        }
        return made;
    }

    private Path compile() throws IOException, InterruptedException {
        Compiler compiler = Found.COMPILER;
        if (compiler == null) {
            throw new IllegalStateException(remark());
        }
        byte[] text;
        try (InputStream resource = CProgram.class.getResourceAsStream(source)) {
            if (resource == null) {
                throw new IOException("no resource " + source + " beside " + CProgram.class);
            }
            text = resource.readAllBytes();
        }
        Path file = Files.createTempFile("cordage-bench", ".c");
        Path binary = Files.createTempFile("cordage-bench", ".out");
        try {
            Files.write(file, text);
            String _ = Output.of(List.of(compiler.command, "-O2", "-o", binary.toString(), file.toString()));
            return binary;
        } catch (IOException | RuntimeException e) {
            Files.delete(binary);
            throw e;
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() throws IOException {
        if (program != null) {
            Files.delete(program);
            program = null;
        }
    }
}
