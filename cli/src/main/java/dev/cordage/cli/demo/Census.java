package dev.cordage.cli.demo;

import java.io.IOException;
import java.io.Serializable;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collector;

/**
 * What was counted in a number of class files.
 *
 * <p>A census is a value: immutable, serialisable, equal to another with the same contents. {@link #merge} is
 * associative and commutative with {@link #EMPTY} as its identity, so that a set of files gives the same census
 * however it was cut into slices, and in whatever order the slices came back.
 *
 * @param modules what each module holds
 * @param kinds how many classes of each kind
 * @param instructions how often each instruction occurs
 * @param calls how often each method is named by an invoke instruction, as {@code java/lang/String.length()I}
 * @param superclasses the superclass of each class, by internal names
 * @param interfaces how many classes name each interface as a direct superinterface
 * @param largest the {@value #RANKS} methods with the most bytes of bytecode, largest first, ties in order of names
 * @param branchiest the {@value #RANKS} methods with the most conditional branches and switch cases, likewise
 * @param verified how many files went through the class-file API's verifier
 * @param rejected the classes that did not pass it, with its first complaint
 */
public record Census(
        Map<String, ModuleCount> modules,
        Map<Kind, Long> kinds,
        Map<Opcode, Long> instructions,
        Map<String, Long> calls,
        Map<String, String> superclasses,
        Map<String, Long> interfaces,
        List<RankedMethod> largest,
        List<RankedMethod> branchiest,
        long verified,
        Map<String, String> rejected)
        implements Serializable {

    /** How many methods each ranking of a census keeps. */
    public static final int RANKS = 25;

    /** The census of no files. */
    public static final Census EMPTY = new Tally().toCensus();

    /** The kinds of class files. */
    public enum Kind {
        CLASS,
        RECORD,
        ENUM,
        INTERFACE,
        ANNOTATION,
        MODULE
    }

    /**
     * What is in one module, or in all.
     *
     * @param files class files
     * @param fileBytes their size
     * @param classes those files that are classes: all but {@code module-info.class}
     * @param methods methods and constructors, with and without code
     * @param natives those of them that are native
     * @param codeBytes the size of all bytecode
     */
    public record ModuleCount(long files, long fileBytes, long classes, long methods, long natives, long codeBytes)
            implements Serializable {
        static final ModuleCount ZERO = new ModuleCount(0, 0, 0, 0, 0, 0);

        ModuleCount plus(ModuleCount other) {
            return new ModuleCount(
                    files + other.files,
                    fileBytes + other.fileBytes,
                    classes + other.classes,
                    methods + other.methods,
                    natives + other.natives,
                    codeBytes + other.codeBytes);
        }
    }

    /** A method, as {@code java/lang/String.length()I}, and what it is ranked by. */
    public record RankedMethod(int score, String method) implements Serializable, Comparable<RankedMethod> {
        private static final Comparator<RankedMethod> HIGHEST_FIRST =
                Comparator.comparingInt(RankedMethod::score).reversed().thenComparing(RankedMethod::method);

        @Override
        public int compareTo(RankedMethod other) {
            return HIGHEST_FIRST.compare(this, other);
        }
    }

    /**
     * The census of one file of the run-time image.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is not a well-formed class file
     */
    public static Census of(String file) throws IOException {
        Tally tally = new Tally();
        tally.read(file);
        return tally.toCensus();
    }

    /**
     * The census of one class file given as bytes.
     *
     * @throws IllegalArgumentException if it is not a well-formed class file
     */
    public static Census of(String module, byte[] classFile) {
        Tally tally = new Tally();
        tally.add(module, classFile);
        return tally.toCensus();
    }

    /** The census of both sets of files. It copies both: to merge many, {@link #merging} is the way. */
    public Census merge(Census other) {
        Tally tally = new Tally();
        tally.add(this);
        tally.add(other);
        return tally.toCensus();
    }

    /** Merges any number of censuses at the cost of their own size, not of the growing sum's. */
    public static Collector<Census, ?, Census> merging() {
        return Collector.of(
                Tally::new,
                Tally::add,
                (left, right) -> {
                    left.add(right.toCensus());
                    return left;
                },
                Tally::toCensus,
                Collector.Characteristics.UNORDERED);
    }

    /** All modules together. */
    public ModuleCount total() {
        return modules.values().stream().reduce(ModuleCount.ZERO, ModuleCount::plus);
    }

    /** What is not the same in another census, one line each; none if they are equal. */
    public List<String> differences(Census other) {
        if (equals(other)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        compare("modules", modules, other.modules, found);
        compare("kinds", kinds, other.kinds, found);
        compare("instructions", instructions, other.instructions, found);
        compare("calls", calls, other.calls, found);
        compare("superclasses", superclasses, other.superclasses, found);
        compare("interfaces", interfaces, other.interfaces, found);
        compare("verified", Map.of("files", verified), Map.of("files", other.verified), found);
        compare("rejected", rejected, other.rejected, found);
        compare("largest", largest, other.largest, found);
        compare("branchiest", branchiest, other.branchiest, found);
        return found;
    }

    private static <K extends Comparable<? super K>> void compare(
            String what, Map<K, ?> ours, Map<K, ?> theirs, List<String> found) {
        SortedSet<K> keys = new TreeSet<>(ours.keySet());
        keys.addAll(theirs.keySet());
        keys.removeIf(key -> Objects.equals(ours.get(key), theirs.get(key)));
        if (!keys.isEmpty()) {
            K key = keys.first();
            found.add("%s: %d differ, the first is %s: %s and %s"
                    .formatted(what, keys.size(), key, ours.get(key), theirs.get(key)));
        }
    }

    private static void compare(String what, List<?> ours, List<?> theirs, List<String> found) {
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            Object our = i < ours.size() ? ours.get(i) : "nothing";
            Object their = i < theirs.size() ? theirs.get(i) : "nothing";
            if (!our.equals(their)) {
                found.add("%s, rank %d: %s and %s".formatted(what, i + 1, our, their));
                return;
            }
        }
    }
}
