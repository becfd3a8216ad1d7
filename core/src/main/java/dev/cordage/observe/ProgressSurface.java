package dev.cordage.observe;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What bars are drawn on.
 *
 * @param terminal whether standard error is a terminal that understands escape sequences
 * @param sharedWithOut whether standard output may be the same terminal
 * @param columns how wide it is
 * @param lines how high it is
 * @param color whether colours are welcome
 * @param unicode whether block characters can be written
 */
record ProgressSurface(
        boolean terminal, boolean sharedWithOut, int columns, int lines, boolean color, boolean unicode) {
    private static final int USUAL_COLUMNS = 80;
    private static final int SAFE_LINES = 12;

    String ellipsis() {
        return unicode ? "…" : "...";
    }

    /** How many lines of bars there is room for. */
    int rows() {
        return Math.max(1, lines - 2);
    }

    /** Looks at this JVM and its standard streams. */
    static ProgressSurface detect(Charset charset) {
        return detect(System::getProperty, System::getenv, ProgressSurface::isTerminal, charset);
    }

    /**
     * Looks at what it is given.
     *
     * @param property gives a system property
     * @param variable gives an environment variable
     * @param isTerminal tells whether a file descriptor is a terminal; null if it cannot
     * @param charset what text for the terminal is encoded with
     */
    static ProgressSurface detect(
            Function<String, @Nullable String> property,
            Function<String, @Nullable String> variable,
            IntFunction<@Nullable Boolean> isTerminal,
            Charset charset) {
        String told = property.apply("cordage.terminal");
        boolean terminal = !"dumb".equals(variable.apply("TERM"))
                && (told != null ? Boolean.parseBoolean(told) : Boolean.TRUE.equals(isTerminal.apply(2)));
        String noColor = variable.apply("NO_COLOR");
        return new ProgressSurface(
                terminal,
                terminal && !Boolean.FALSE.equals(isTerminal.apply(1)),
                size(property.apply("cordage.columns"), variable.apply("COLUMNS"), USUAL_COLUMNS),
                size(property.apply("cordage.lines"), variable.apply("LINES"), SAFE_LINES),
                terminal && (noColor == null || noColor.isEmpty()),
                charset.canEncode() && charset.newEncoder().canEncode("█▏…"));
    }

    private static int size(@Nullable String first, @Nullable String second, int otherwise) {
        int size = positive(first);
        if (size == 0) {
            size = positive(second);
        }
        return size == 0 ? otherwise : size;
    }

    /** The number, at most 10,000; 0 if it is none or not positive. */
    private static int positive(@Nullable String number) {
        if (number == null || !number.matches("[0-9]{1,9}")) {
            return 0;
        }
        return Math.min(Integer.parseInt(number), 10_000);
    }

    /**
     * Linux shows where a descriptor leads. Elsewhere the console tells, which is there only if both standard input
     * and output are terminals; and on Windows only some terminals understand escape sequences unasked.
     */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 is back to a console that is null without a terminal
    private static @Nullable Boolean isTerminal(int descriptor) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("linux")) {
            try {
                String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                        .toString();
                return device.startsWith("/dev/pts/")
                        || device.startsWith("/dev/tty")
                        || device.startsWith("/dev/console");
            } catch (IOException _) {
                // No /proc here: ask the console.
            }
        }
        if (system.contains("windows") && System.getenv("WT_SESSION") == null && System.getenv("TERM") == null) {
            return null;
        }
        Console console = System.console();
        return (console != null && console.isTerminal()) ? Boolean.TRUE : null;
    }
}
