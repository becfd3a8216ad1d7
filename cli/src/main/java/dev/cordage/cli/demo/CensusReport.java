package dev.cordage.cli.demo;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.cordage.cli.demo.Census.Kind;
import dev.cordage.cli.demo.Census.ModuleCount;
import dev.cordage.cli.demo.Census.RankedMethod;
import java.io.PrintWriter;
import java.lang.classfile.Opcode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a census found, in tables of at most 80 columns. The same census prints the same report. */
final class CensusReport {
    private static final int ROWS = 7;
    /** What an 80-column line has left for a name beside a number of 9 digits. */
    private static final int NAME_WIDTH = 68;

    private final Census census;
    private final PrintWriter out;
    private final long instructions;

    CensusReport(Census census, PrintWriter out) {
        this.census = census;
        this.out = out;
        this.instructions = census.instructions().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    void print() {
        summary();
        modules();
        instructions();
        calls();
        methods("Largest methods", "bytes", census.largest());
        methods("Most branching methods", "branches", census.branchiest());
        classes("Most extended classes", "subclasses", subclasses());
        classes("Most implemented interfaces", "classes", census.interfaces());
        deepest();
        rejected();
    }

    private void summary() {
        ModuleCount total = census.total();
        out.printf(
                Locale.ROOT,
                "%,d class files in %,d %s, %,.1f MB: %s.%n",
                total.files(),
                census.modules().size(),
                census.modules().size() == 1 ? "module" : "modules",
                total.fileBytes() / 1e6,
                wellFormed(total));
        out.printf(
                Locale.ROOT,
                "%,d methods (%,d native) with %,d instructions in %,.1f MB of bytecode.%n",
                total.methods(),
                total.natives(),
                instructions,
                total.codeBytes() / 1e6);
        out.println(Stream.of(Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.RECORD, Kind.ANNOTATION)
                .map(kind -> number(census.kinds().getOrDefault(kind, 0L)) + " " + plural(kind))
                .collect(Collectors.joining(", ", "", ".")));
    }

    private String wellFormed(ModuleCount total) {
        boolean allPass =
                census.verified() == total.files() && census.rejected().isEmpty();
        return allPass ? "all well-formed, all pass the verifier" : "all well-formed";
    }

    private static String plural(Kind kind) {
        return switch (kind) {
            case CLASS -> "classes";
            case INTERFACE -> "interfaces";
            case ENUM -> "enums";
            case RECORD -> "records";
            case ANNOTATION -> "annotations";
            case MODULE -> "module descriptors";
        };
    }

    private void modules() {
        Table table = new Table("<>>>>", "Largest modules", "classes", "methods", "native", "bytecode");
        top(census.modules(), ModuleCount::codeBytes)
                .forEach(module -> table.row(
                        module.getKey(),
                        number(module.getValue().classes()),
                        number(module.getValue().methods()),
                        number(module.getValue().natives()),
                        number(module.getValue().codeBytes())));
        print(table);
    }

    private void instructions() {
        Table table = new Table("<>>", "Most used instructions", "times", "share");
        top(census.instructions(), Long::longValue)
                .forEach(opcode -> table.row(
                        mnemonic(opcode.getKey()),
                        number(opcode.getValue()),
                        "%.1f%%".formatted(100.0 * opcode.getValue() / instructions)));
        print(table);
    }

    private static String mnemonic(Opcode opcode) {
        return opcode.name().toLowerCase(Locale.ROOT);
    }

    private void calls() {
        Table table = new Table("<>", "Most called methods", "calls");
        top(census.calls(), Long::longValue)
                .forEach(call -> table.row(MethodName.ofMethod(call.getKey(), NAME_WIDTH), number(call.getValue())));
        print(table);
    }

    private void methods(String title, String unit, List<RankedMethod> ranking) {
        Table table = new Table("<>", title, unit);
        ranking.stream()
                .limit(ROWS)
                .forEach(method -> table.row(MethodName.ofMethod(method.method(), NAME_WIDTH), number(method.score())));
        print(table);
    }

    private void classes(String title, String unit, Map<String, Long> counts) {
        Table table = new Table("<>", title, unit);
        top(counts, Long::longValue)
                .forEach(type -> table.row(MethodName.ofClass(type.getKey(), NAME_WIDTH), number(type.getValue())));
        print(table);
    }

    private Map<String, Long> subclasses() {
        return census.superclasses().values().stream()
                .filter(parent -> !parent.equals("java/lang/Object"))
                .collect(groupingBy(parent -> parent, counting()));
    }

    private void deepest() {
        List<String> deepest = census.superclasses().keySet().stream()
                .map(this::lineage)
                .min(comparing((List<String> lineage) -> lineage.size(), reverseOrder())
                        .thenComparing(List::getFirst))
                .orElse(List.of());
        out.println();
        out.println("Deepest inheritance: " + deepest.size() + " classes");
        StringBuilder line = new StringBuilder();
        for (String type : deepest.reversed()) {
            String step = (line.isEmpty() ? "" : " > ") + type.substring(type.lastIndexOf('/') + 1);
            if (line.length() + step.length() > NAME_WIDTH) {
                out.println("  " + line);
                line.setLength(0);
                step = step.stripLeading();
            }
            line.append(step);
        }
        out.println("  " + line);
    }

    /** A class, its superclass and so on, as far as they were counted. */
    private List<String> lineage(String type) {
        Set<String> lineage = new LinkedHashSet<>();
        for (String next = type; next != null && lineage.add(next); ) {
            next = census.superclasses().get(next);
        }
        return List.copyOf(lineage);
    }

    private void rejected() {
        if (!census.rejected().isEmpty()) {
            out.println();
            out.println("Rejected by the verifier: " + number(census.rejected().size()));
            census.rejected().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .limit(ROWS)
                    .forEach(type -> out.println("  " + type.getKey().replace('/', '.') + ": " + type.getValue()));
        }
    }

    private void print(Table table) {
        out.println();
        table.print(out);
    }

    /** The entries with the highest values, ties in order of their keys. */
    private static <K extends Comparable<? super K>, V> List<Map.Entry<K, V>> top(
            Map<K, V> counts, ToLongFunction<V> value) {
        return counts.entrySet().stream()
                .sorted(comparing((Map.Entry<K, V> entry) -> value.applyAsLong(entry.getValue()), reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(ROWS)
                .toList();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
