package dev.cordage.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentFileTest {
    private static final List<String> HARD = List.of(
            "plain",
            "",
            "with space",
            "\"quoted\"",
            "it's",
            "back\\slash\\",
            "#no comment",
            "@no-file",
            "tab\there",
            "two\nlines\r\nof text\f",
            "*",
            "$HOME ~ %PATH%",
            "x".repeat(200_000));

    static final class Echo {
        public static void main(String[] args) throws Exception {
            Files.write(
                    Path.of(args[0]),
                    List.of(args).stream().map(ArgumentFileTest::visible).toList());
        }
    }

    static String visible(String text) {
        StringBuilder visible = new StringBuilder();
        text.chars().forEach(c -> visible.append(c < ' ' ? "<" + c + ">" : String.valueOf((char) c)));
        return visible.toString();
    }

    @Test
    void theLauncherReadsWhatWasWritten(@TempDir Path folder) throws Exception {
        Path result = folder.resolve("result");
        var arguments = new ArrayList<>(List.of(
                "-Dx=a b", "-cp", System.getProperty("java.class.path"), Echo.class.getName(), result.toString()));
        arguments.addAll(HARD);
        Path file = folder.resolve("some args");
        ArgumentFile.write(file, arguments);

        var _ = Child.run(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file));

        var expected = new ArrayList<>(List.of(result.toString()));
        expected.addAll(HARD);
        assertEquals(expected.stream().map(ArgumentFileTest::visible).toList(), Files.readAllLines(result));
    }

    @Test
    void parseReadsWhatWasWritten(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("args");
        ArgumentFile.write(file, HARD);
        assertEquals(HARD, ArgumentFile.parse(Files.readString(file, ArgumentFile.nativeCharset())));
    }

    @Test
    void parseKnowsCommentsQuotesAndContinuedLines() {
        assertEquals(List.of("-a", "b c", "d#e", "x y", "two parts", "C:\\x", "C:\\y"), ArgumentFile.parse("""
                        # a comment
                        -a 'b c'  d#e # another "comment
                        x" "y "two \\
                              parts"
                        C:\\x "C:\\\\y"
                        """));
    }
}
