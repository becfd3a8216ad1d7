package dev.cordage.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles every Java snippet of the documentation in one go, and runs each: in a JVM of its own where processes are about,
 * and the others one after the other in the same JVM. One that does not end well there gets a JVM of its own, too, to say
 * what is wrong. {@link Snippet} says how a snippet becomes a program.
 */
class SnippetsTest {
    private static final Pattern NEEDS_ITS_OWN_JVM =
            Pattern.compile("Process|Fabric|Shared|System\\.|Runtime|Thread\\.current|void main\\s*\\([^)]");

    /** So many in the same JVM. */
    private static final int AT_A_TIME = 10;

    @TempDir
    static Path folder;

    @TestFactory
    List<DynamicTest> documentationRuns() throws IOException {
        List<Snippet> snippets = snippets();
        List<String> errors = compile(snippets);
        assertTrue(errors.isEmpty(), () -> "snippets that do not compile:\n" + String.join("\n", errors));
        List<DynamicTest> tests = new ArrayList<>();
        var together = new ArrayList<Snippet>();
        for (Snippet snippet : snippets.stream().filter(Snippet::runs).toList()) {
            if (snippet.program().stream()
                    .anyMatch(line -> NEEDS_ITS_OWN_JVM.matcher(line.text()).find())) {
                tests.add(DynamicTest.dynamicTest(snippet.title(), () -> runAlone(snippet)));
            } else {
                together.add(snippet);
            }
        }
        for (int from = 0; from < together.size(); from += AT_A_TIME) {
            List<Snippet> some = together.subList(from, Math.min(together.size(), from + AT_A_TIME));
            String titles = some.stream().map(Snippet::title).collect(Collectors.joining(", "));
            tests.add(DynamicTest.dynamicTest(titles, () -> runTogether(some)));
        }
        return tests;
    }

    private static void runAlone(Snippet snippet) throws IOException, InterruptedException {
        Java.Outcome outcome =
                Java.run(folder, List.of("--class-path", classes().toString(), snippet.className()));
        assertEquals(0, outcome.exitCode(), () -> snippet.title() + "\n" + outcome.output());
    }

    /** All in one JVM; those that have not ended well there, alone. */
    private static void runTogether(List<Snippet> snippets) throws IOException, InterruptedException {
        Path file = Files.createTempFile(folder, "ended", ".txt");
        Path here = Path.of(SnippetBatch.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        List<String> arguments = new ArrayList<>(
                List.of("--class-path", classes() + File.pathSeparator + here, SnippetBatch.class.getName()));
        arguments.add(file.toString());
        snippets.forEach(snippet -> arguments.add(snippet.className()));
        String output;
        try {
            output = Java.run(folder, arguments).output();
        } catch (AssertionError tooLate) {
            output = String.valueOf(tooLate.getMessage());
        }
        List<String> ended = Files.readAllLines(file);
        for (Snippet snippet : snippets) {
            if (!ended.contains(snippet.className())) {
                System.out.println(snippet.title() + " gets a JVM of its own; together with others:\n" + output);
                runAlone(snippet);
            }
        }
    }

    @Test
    void whatIsGivenIsPartOfTheProgram() {
        List<Snippet> snippets = Snippet.of("page.md", """
                <!-- given: int n = 1; -->
                ```java
                import java.util.function.*;

                record Point(int x) {}
                int twice(int x) {
                    return 2 * x;
                }
                if (n > 0) {
                    twice(n);
                }
                ```
                """.lines().toList());
        assertEquals(
                """
                import module dev.cordage;
                import java.util.function.*;
                int twice(int x) {
                    return 2 * x;
                }
                void main() throws Exception {
                int n = 1;

                record Point(int x) {}
                if (n > 0) {
                    twice(n);
                }
                }""",
                snippets.getFirst().program().stream().map(Snippet.Line::text).collect(Collectors.joining("\n")));
    }

    private static List<Snippet> snippets() throws IOException {
        var pages = new ArrayList<>(List.of(Java.CHECKOUT.resolve("README.md")));
        Path docs = Java.CHECKOUT.resolve("docs");
        if (Files.isDirectory(docs)) {
            try (Stream<Path> files = Files.walk(docs)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        var snippets = new ArrayList<Snippet>();
        for (Path page : pages) {
            snippets.addAll(Snippet.of(Java.CHECKOUT.relativize(page).toString(), Files.readAllLines(page)));
        }
        return snippets;
    }

    private static Path classes() {
        return folder.resolve("classes");
    }

    /** Compiles them all, and returns what the compiler has against them, by page and line. */
    private static List<String> compile(List<Snippet> snippets) throws IOException {
        Map<String, Snippet> byClassName = new TreeMap<>();
        var files = new ArrayList<Path>();
        for (Snippet snippet : snippets) {
            Path file = folder.resolve(snippet.className() + ".java");
            Files.write(file, snippet.program().stream().map(Snippet.Line::text).toList());
            byClassName.put(snippet.className(), snippet);
            files.add(file);
        }
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(diagnostics, null, null)) {
            List<String> options = List.of(
                    "-d",
                    classes().toString(),
                    "--module-path",
                    Java.core(),
                    "--add-modules",
                    "dev.cordage",
                    "-nowarn");
            compiler.getTask(null, manager, diagnostics, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(found -> found.getKind() == Diagnostic.Kind.ERROR)
                .map(found -> describe(found, byClassName))
                .toList();
    }

    private static String describe(Diagnostic<? extends JavaFileObject> error, Map<String, Snippet> byClassName) {
        if (error.getSource() == null) {
            return error.getMessage(null);
        }
        String file = Path.of(error.getSource().toUri()).getFileName().toString();
        Snippet snippet = byClassName.get(file.replace(".java", ""));
        Snippet.Line line = snippet.program().get((int) Math.max(0, error.getLineNumber() - 1));
        return "%s:%d: %s\n    %s".formatted(snippet.page(), line.onPage(), error.getMessage(null), line.text());
    }
}
