package dev.cordage.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Python that is on the path. Its scripts are resources; they time themselves and print one figure. */
public final class Python {
    private static final String COMMAND = "python3";
    private static final String DESCRIBE = """
        import platform, sys
        gil = getattr(sys, "_is_gil_enabled", lambda: True)()
        print(platform.python_implementation(), platform.python_version() + ("" if gil else " without GIL"))
        """;

    private static final class Found {
        static final @Nullable Python PYTHON = look();

        private static @Nullable Python look() {
            try {
                return new Python(Output.of(List.of(COMMAND, "-c", DESCRIBE)));
            } catch (IOException | IllegalStateException _) {
                return null;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    private final String version;

    private Python(String version) {
        this.version = version;
    }

    /** Python 3, where there is one. */
    public static Optional<Python> find() {
        return Optional.ofNullable(Found.PYTHON);
    }

    /** For the report: which version, or that there is none. */
    public static String remark() {
        return find().map(python -> python.version + " is there: rows beside it are its own run of the same work")
                .orElse("no " + COMMAND + " found: the rows beside CPython are left out");
    }

    /** Such as {@code CPython 3.13.1}. */
    public String version() {
        return version;
    }

    /**
     * Runs a script.
     *
     * @param owner the class in whose package the script is a resource
     * @param script its file name
     * @param arguments its arguments
     * @return the figure that it printed
     */
    public double run(Class<?> owner, String script, Object... arguments) throws IOException, InterruptedException {
        Path file = Files.createTempFile("cordage-bench", ".py");
        try {
            try (InputStream text = owner.getResourceAsStream(script)) {
                if (text == null) {
                    throw new IOException("no resource " + script + " beside " + owner);
                }
                Files.write(file, text.readAllBytes());
            }
            List<String> command = new ArrayList<>(List.of(COMMAND, file.toString()));
            for (Object argument : arguments) {
                command.add(argument.toString());
            }
            return Double.parseDouble(Output.of(command));
        } finally {
            Files.delete(file);
        }
    }
}
