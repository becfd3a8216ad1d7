package dev.cordage.internal.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The argument files of the {@code java} launcher: arguments between white space, quoted with {@code "} or {@code '},
 * in which a backslash escapes; {@code #} outside quotes starts a comment; bytes are passed on as they are.
 */
final class ArgumentFile {
    private ArgumentFile() {}

    /** The charset in which this system passes arguments and file names. */
    static Charset nativeCharset() {
        String name = System.getProperty("sun.jnu.encoding", System.getProperty("native.encoding", "UTF-8"));
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException _) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Writes one argument per line into the existing file. */
    static void write(Path file, List<String> arguments) throws IOException {
        StringBuilder text = new StringBuilder(1024);
        for (String argument : arguments) {
            quote(argument, text);
            text.append('\n');
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(text.toString().getBytes(nativeCharset()));
        }
    }

    /** Whether an argument file can carry it. */
    static boolean canCarry(String argument, Charset charset) {
        if (argument.indexOf(0) >= 0) {
            return false;
        }
        for (int i = 0; i < argument.length(); i++) {
            if (argument.charAt(i) >= 0x80) {
                return charset.newEncoder().canEncode(argument);
            }
        }
        return true;
    }

    private static void quote(String argument, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\f' -> text.append("\\f");
                default -> text.append(c);
            }
        }
        text.append('"');
    }

    /** The arguments in the text of such a file, or in an environment variable, which has the same quotes. */
    static List<String> parse(String text) {
        var arguments = new ArrayList<String>();
        StringBuilder argument = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                StringBuilder current = begun(argument);
                argument = current;
                if (c == quote) {
                    quote = 0;
                } else if (c == '\\' && i + 1 < text.length()) {
                    i = escape(text, i + 1, current);
                } else if (c == '\n' || c == '\r') {
                    // The launcher lets an unclosed quote end with its line.
                    quote = 0;
                } else {
                    current.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                argument = begun(argument);
            } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f') {
                if (argument != null) {
                    arguments.add(argument.toString());
                    argument = null;
                }
            } else if (c == '#' && argument == null) {
                while (i + 1 < text.length() && text.charAt(i + 1) != '\n' && text.charAt(i + 1) != '\r') {
                    i++;
                }
            } else {
                argument = begun(argument);
                argument.append(c);
            }
        }
        if (argument != null) {
            arguments.add(argument.toString());
        }
        return arguments;
    }

    private static StringBuilder begun(@Nullable StringBuilder argument) {
        return argument == null ? new StringBuilder() : argument;
    }

    /** Appends what the escape at this index means, and returns the index of its last character. */
    private static int escape(String text, int at, StringBuilder to) {
        char c = text.charAt(at);
        switch (c) {
            case 'n' -> to.append('\n');
            case 'r' -> to.append('\r');
            case 't' -> to.append('\t');
            case 'f' -> to.append('\f');
            case '\n', '\r' -> {
                // A line that goes on: the launcher skips the white space at the beginning of the next.
                int next = at;
                while (next + 1 < text.length() && " \t\r\n\f".indexOf(text.charAt(next + 1)) >= 0) {
                    next++;
                }
                return next;
            }
            default -> to.append(c);
        }
        return at;
    }
}
