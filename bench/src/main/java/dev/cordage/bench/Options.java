package dev.cordage.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param suite the suite, or null
 * @param help whether help is wanted
 * @param plan how thoroughly to measure
 * @param json where to write the rows, or null
 * @param only which cases to measure, or null for all
 */
record Options(
        @Nullable String suite,
        boolean help,
        Plan plan,
        @Nullable Path json,
        @Nullable Pattern only) {

    static Options parse(String... args) throws UsageException {
        String suite = null;
        boolean help = false;
        boolean quick = false;
        Path json = null;
        Pattern only = null;
        Deque<String> words = new ArrayDeque<>(List.of(args));
        while (!words.isEmpty()) {
            String word = words.remove();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            if (equals > 0) {
                words.push(word.substring(equals + 1));
                word = word.substring(0, equals);
            }
            switch (word) {
                case "-h", "--help" -> help = true;
                case "--quick" -> quick = true;
                case "--json" -> json = writable(value(word, words));
                case "--only" -> only = pattern(value(word, words));
                default -> {
                    if (word.startsWith("-")) {
                        throw new UsageException("unknown option " + word);
                    }
                    if (suite != null) {
                        throw new UsageException("one suite at a time: " + suite + " or " + word);
                    }
                    suite = word;
                }
            }
            if (equals > 0 && (word.equals("--quick") || word.equals("--help"))) {
                throw new UsageException(word + " takes no value");
            }
        }
        return new Options(suite, help, Plan.of(quick), json, only);
    }

    private static String value(String option, Deque<String> words) throws UsageException {
        String value = words.poll();
        if (value == null || value.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return value;
    }

    /** Fails now rather than after minutes of measuring. */
    private static Path writable(String name) throws UsageException {
        Path file = Path.of(name).toAbsolutePath();
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException("--json " + name + ": there is no folder " + folder);
        }
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new UsageException("--json " + name + ": cannot write there");
        }
        return file;
    }

    private static Pattern pattern(String regex) throws UsageException {
        try {
            return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new UsageException("--only " + regex + ": " + e.getDescription());
        }
    }
}
