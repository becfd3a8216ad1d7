package dev.cordage.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A piece of Java in a Markdown page, and how it becomes a program.
 *
 * <pre>
 *   ```java            compiled and run; exit code 0 is expected
 *   ```java no-run     compiled only: it would wait for ever, or needs what the build does not have
 * </pre>
 *
 * A snippet with a {@code void main} is a compact source file as it stands. Any other is the body of
 * {@code void main() throws Exception}, but for its imports and its methods: a method is what starts in the first
 * column with a method's head and ends with a brace in the first column. (Classes, records, interfaces and enums may
 * stay where they are: Java has local ones.) {@code import module dev.cordage;} is added where it is missing.
 *
 * <p>What a snippet takes for granted, and would bore the reader, goes into a comment right above it; it belongs to the
 * snippet, but is not shown:
 *
 * <pre>
 *   &lt;!-- given: var pool = ThreadPool.of(2); --&gt;
 *   ```java
 *   IO.println(pool.submit(() -> 42).get());
 *   ```
 * </pre>
 *
 * @param line the number of its first line on the page
 * @param given the lines of the comment above it
 */
record Snippet(String page, int line, boolean runs, List<String> given, List<String> code) {
    private static final Pattern FENCE = Pattern.compile("( *)```java(?: +(.*?))? *");
    private static final Pattern GIVEN = Pattern.compile("<!-- given:(.*?)(-->)?");
    private static final Pattern MAIN = Pattern.compile("\\bvoid main\\s*\\(");
    private static final Pattern IMPORT = Pattern.compile("import .*;\\s*(//.*)?");
    private static final Pattern METHOD =
            Pattern.compile("(?!else |new |return |throw |record |class |interface |enum )"
                    + "((static|private|public|final|synchronized) )*(<.*> )?[\\w.]+(<.*>)?(\\[])* \\w+\\([^;]*\\{");

    /** All snippets of a page, in order. */
    static List<Snippet> of(String page, List<String> lines) {
        var snippets = new ArrayList<Snippet>();
        List<String> given = List.of();
        for (int i = 0; i < lines.size(); i++) {
            var comment = GIVEN.matcher(lines.get(i));
            var fence = FENCE.matcher(lines.get(i));
            if (comment.matches()) {
                var text = new ArrayList<>(List.of(comment.group(1).strip()));
                boolean ended = comment.group(2) != null;
                while (!ended) {
                    String line = lines.get(++i);
                    ended = line.contains("-->");
                    text.add(line.replace("-->", ""));
                }
                given = text;
            } else if (fence.matches()) {
                int first = i + 1;
                int indent = fence.group(1).length();
                var code = new ArrayList<String>();
                while (!lines.get(++i).strip().equals("```")) {
                    String line = lines.get(i);
                    code.add(line.isBlank() ? "" : line.substring(Math.min(indent, line.length())));
                }
                snippets.add(new Snippet(page, first + 1, runs(page, first, fence.group(2)), given, code));
                given = List.of();
            } else if (!lines.get(i).isBlank()) {
                given = List.of();
            }
        }
        return snippets;
    }

    private static boolean runs(String page, int line, @Nullable String info) {
        if (info == null) {
            return true;
        }
        if (info.equals("no-run")) {
            return false;
        }
        throw new AssertionError("%s:%d: '```java %s': only 'no-run' may follow".formatted(page, line, info));
    }

    /** A name that is a class's and a file's, and tells where the snippet is from. */
    String className() {
        return page.replaceAll("[^A-Za-z0-9]", "_") + "_" + line;
    }

    String title() {
        return page + ":" + line;
    }

    /** A line of the program, and the line on the page it is from; 0 for lines that were added. */
    record Line(String text, int onPage) {}

    /** The snippet as a compact source file. */
    List<Line> program() {
        var imports = new ArrayList<Line>();
        var members = new ArrayList<Line>();
        var statements = new ArrayList<Line>();
        var all = new ArrayList<Line>();
        given.forEach(text -> all.add(new Line(text, line)));
        code.forEach(text -> all.add(new Line(text, line + all.size() - given.size())));

        boolean complete = code.stream().anyMatch(text -> MAIN.matcher(text).find());
        boolean inMethod = false;
        for (Line next : all) {
            inMethod = inMethod || METHOD.matcher(next.text()).lookingAt();
            if (IMPORT.matcher(next.text()).matches()) {
                imports.add(next);
            } else if (complete || inMethod) {
                members.add(next);
            } else {
                statements.add(next);
            }
            if (next.text().startsWith("}") || (inMethod && next.text().matches("\\S.*}\\s*"))) {
                inMethod = false;
            }
        }
        var program = new ArrayList<>(imports);
        if (imports.stream().noneMatch(text -> text.text().startsWith("import module dev.cordage;"))) {
            program.addFirst(new Line("import module dev.cordage;", 0));
        }
        program.addAll(members);
        if (!complete) {
            program.add(new Line("void main() throws Exception {", 0));
            program.addAll(statements);
            program.add(new Line("}", 0));
        }
        return program;
    }
}
