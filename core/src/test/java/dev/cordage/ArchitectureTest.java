package dev.cordage;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ConstantDescs;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house rules that a compiler does not check, read from core's compiled classes. */
class ArchitectureTest {
    /**
     * The arrows between packages: from each to those right below it, and so to all below those; everyone may use
     * {@code observe}. An internal package is listed here like any other.
     */
    private static final Map<String, Set<String>> BELOW = Map.ofEntries(
            entry("observe"),
            entry("internal.waiting"),
            entry("internal.threads"),
            entry("sync", "internal.waiting"),
            entry("queue", "sync"),
            entry("task", "queue", "sync", "internal.threads"),
            entry("async", "task"),
            entry("pipeline", "task"),
            entry("internal.codec", "task"),
            entry("internal.portable", "internal.codec"),
            entry("fabric", "internal.portable"),
            entry("internal.launch", "internal.waiting"),
            entry("internal.logging"),
            entry("internal.worker", "internal.codec", "internal.logging"),
            entry("internal.pipe", "internal.codec", "internal.launch"),
            entry("internal.shared", "queue", "sync", "internal.threads", "internal.pipe"),
            entry("internal.memory", "internal.launch"),
            entry("internal.managed", "internal.pipe"),
            entry(
                    "process",
                    "fabric",
                    "internal.worker",
                    "internal.launch",
                    "internal.managed",
                    "internal.memory",
                    "internal.shared"));

    private static Map.Entry<String, Set<String>> entry(String from, String... below) {
        return Map.entry(from, Set.of(below));
    }

    /** What core may need at run time. */
    private static final Set<String> RUN_TIME_MODULES = Set.of("java.base");

    private static final int LONGEST_SOURCE = 600;

    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path EXPORTED_TYPES = Path.of("src", "test", "resources", "exported-types.txt");
    private static final Path ACTUAL_EXPORTED_TYPES = Path.of("target", "exported-types.txt");

    private static final String ROOT = "dev.cordage";
    /** A package of ours anywhere in a constant pool: class names, descriptors and generic signatures alike. */
    private static final Pattern OUR_PACKAGE = Pattern.compile("dev/cordage/([a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*)*)/");

    private static List<ClassModel> classes = List.of();

    @BeforeAll
    static void readClasses() throws IOException {
        classes = classFiles(CLASSES).filter(not(ClassModel::isModuleInfo)).toList();
        assertFalse(classes.isEmpty(), "no classes in " + CLASSES.toAbsolutePath());
    }

    @Test
    void packagesUseOnlyPackagesBelow() {
        var wrong = new TreeSet<String>();
        arrows().forEach((from, targets) -> targets.forEach((to, example) -> {
            if (!BELOW.containsKey(from)) {
                wrong.add("the package %s is not in the map of this test".formatted(from));
            } else if (!to.equals("observe") && !allBelow(from).contains(to)) {
                wrong.add("%s uses %s, which is not below it: %s".formatted(from, to, example));
            }
        }));
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    @Test
    void packagesHaveNoCycles() {
        Map<String, Map<String, String>> arrows = arrows();
        arrows.keySet().forEach(start -> {
            List<String> cycle = pathBackTo(start, arrows);
            assertTrue(cycle.isEmpty(), () -> "a cycle of packages: " + String.join(" -> ", cycle));
        });
    }

    @Test
    void exportedTypesAreTheListedOnes() throws IOException {
        SortedSet<String> actual = exportedTypes();
        exportedPackages().forEach(name -> actual.add("package " + name));
        Files.write(ACTUAL_EXPORTED_TYPES, actual);
        Set<String> listed = new TreeSet<>(Files.readAllLines(EXPORTED_TYPES));

        var difference = new ArrayList<String>();
        listed.stream().filter(not(actual::contains)).forEach(gone -> difference.add("- " + gone));
        actual.stream().filter(not(listed::contains)).forEach(added -> difference.add("+ " + added));
        assertTrue(difference.isEmpty(), () ->
                """
                The exported packages and types are no longer those listed (- gone, + new):
                %s
                If that is meant, it is a change of the API. List it: cp core/%s core/%s""".formatted(String.join("\n", difference), ACTUAL_EXPORTED_TYPES, EXPORTED_TYPES));
    }

    @Test
    void exportedNamesAreNotTheJdks() throws IOException {
        Map<String, String> taken = new TreeMap<>();
        for (String module : List.of("java.base", "jdk.jfr")) {
            publicTypesOf(module).forEach(type -> taken.put(type.substring(type.lastIndexOf('.') + 1), type));
        }
        assertTrue(taken.containsKey("Thread") && taken.containsKey("Recording"), "the scan of the run-time image");

        List<String> clashes = exportedTypes().stream()
                .filter(type -> taken.containsKey(simpleName(type)))
                .map(type -> "%s has the name of %s".formatted(type, taken.get(simpleName(type))))
                .toList();
        assertTrue(clashes.isEmpty(), () -> String.join("\n", clashes));
    }

    @Test
    void exportedSignaturesNameNothingInternal() {
        Set<String> exported = exportedPackages();
        var wrong = new TreeSet<String>();
        classes.stream()
                .filter(ArchitectureTest::isExported)
                .forEach(type -> signatures(type)
                        .forEach((member, signature) -> OUR_PACKAGE
                                .matcher(signature)
                                .results()
                                .forEach(found -> {
                                    String used = ROOT + "." + found.group(1).replace('/', '.');
                                    if (!exported.contains(used)) {
                                        wrong.add(
                                                "%s shows a type of %s, which is not exported".formatted(member, used));
                                    }
                                })));
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    @Test
    void needsOnlyJavaBaseAtRunTime() throws IOException {
        ModuleDescriptor module = descriptor();
        var atRunTime = new TreeSet<String>();
        var atCompileTime = new TreeSet<String>();
        for (Requires required : module.requires()) {
            boolean optional = required.modifiers().contains(Requires.Modifier.STATIC);
            (optional ? atCompileTime : atRunTime).add(required.name());
        }
        assertAll(
                () -> assertEquals(RUN_TIME_MODULES, atRunTime, "at run time"),
                () -> assertEquals(Set.of("java.logging", "org.jspecify"), atCompileTime, "at compile time only"),
                () -> assertFalse(module.isOpen(), "an open module"),
                () -> assertEquals(Set.of(), module.opens(), "open packages"));
    }

    @Test
    void sourcesAreShort() throws IOException {
        var tooLong = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                int lines = Files.readAllLines(file).size();
                if (lines > LONGEST_SOURCE) {
                    tooLong.add("%s has %d lines, more than %d".formatted(file, lines, LONGEST_SOURCE));
                }
            }
        }
        assertTrue(tooLong.isEmpty(), () -> String.join("\n", tooLong));
    }

    // --- arrows

    /** For each package, the others it uses, each with one class that does. Names are relative to the root package. */
    private static Map<String, Map<String, String>> arrows() {
        var arrows = new TreeMap<String, Map<String, String>>();
        for (ClassModel type : classes) {
            String name = type.thisClass().asInternalName();
            String from = relative(packageOf(name));
            Map<String, String> targets = arrows.computeIfAbsent(from, _ -> new TreeMap<>());
            type.constantPool().forEach(entry -> {
                if (entry instanceof Utf8Entry text) {
                    OUR_PACKAGE.matcher(text.stringValue()).results().forEach(found -> {
                        String to = found.group(1).replace('/', '.');
                        if (!to.equals(from)) {
                            targets.putIfAbsent(to, name.replace('/', '.'));
                        }
                    });
                }
            });
        }
        return arrows;
    }

    private static Set<String> allBelow(String from) {
        var below = new HashSet<String>();
        Deque<String> open = new ArrayDeque<>(BELOW.get(from));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (below.add(next)) {
                open.addAll(BELOW.get(next));
            }
        }
        return below;
    }

    private static List<String> pathBackTo(String start, Map<String, Map<String, String>> arrows) {
        Deque<List<String>> open = new ArrayDeque<>(List.of(List.of(start)));
        var seen = new HashSet<String>();
        while (!open.isEmpty()) {
            List<String> path = open.remove();
            for (String next : arrows.getOrDefault(path.getLast(), Map.of()).keySet()) {
                List<String> longer =
                        Stream.concat(path.stream(), Stream.of(next)).toList();
                if (next.equals(start)) {
                    return longer;
                }
                if (seen.add(next)) {
                    open.add(longer);
                }
            }
        }
        return List.of();
    }

    // --- what is exported

    private static ModuleDescriptor descriptor() throws IOException {
        try (var in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in);
        }
    }

    private static Set<String> exportedPackages() {
        try {
            return exportedPackages(descriptor());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> exportedPackages(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(not(Exports::isQualified))
                .map(Exports::source)
                .collect(toCollection(TreeSet::new));
    }

    private static SortedSet<String> exportedTypes() {
        return classes.stream()
                .filter(ArchitectureTest::isExported)
                .map(type -> type.thisClass().asInternalName().replace('/', '.').replace('$', '.'))
                .collect(toCollection(TreeSet::new));
    }

    private static boolean isExported(ClassModel type) {
        return exportedPackages()
                        .contains(packageOf(type.thisClass().asInternalName()).replace('/', '.'))
                && isVisible(type);
    }

    /** Whether code elsewhere can name it: public, or nested in such a type and public or protected there. */
    private static boolean isVisible(ClassModel type) {
        if (type.flags().has(AccessFlag.SYNTHETIC)) {
            return false;
        }
        String name = type.thisClass().asInternalName();
        if (!name.contains("$")) {
            return type.flags().has(AccessFlag.PUBLIC);
        }
        Map<String, InnerClassInfo> nested = new TreeMap<>();
        type.findAttribute(Attributes.innerClasses())
                .ifPresent(inner -> inner.classes()
                        .forEach(info -> nested.put(info.innerClass().asInternalName(), info)));
        InnerClassInfo info = nested.get(name);
        while (info != null) {
            boolean named = info.outerClass().isPresent() && info.innerName().isPresent();
            if (!named || !(info.has(AccessFlag.PUBLIC) || info.has(AccessFlag.PROTECTED))) {
                return false;
            }
            String outer = info.outerClass().orElseThrow().asInternalName();
            info = nested.get(outer);
            if (info == null) {
                return classes.stream()
                        .filter(other -> other.thisClass().asInternalName().equals(outer))
                        .anyMatch(ArchitectureTest::isVisible);
            }
        }
        return false;
    }

    /** The descriptors and generic signatures a user of the type can see. */
    private static Map<String, String> signatures(ClassModel type) {
        var signatures = new TreeMap<String, String>();
        String name = type.thisClass().asInternalName().replace('/', '.');
        String supertypes = Stream.concat(type.superclass().stream(), type.interfaces().stream())
                .map(entry -> "L" + entry.asInternalName() + ";")
                .reduce("", String::concat);
        signatures.put(
                name,
                supertypes
                        + type.findAttribute(Attributes.signature())
                                .map(SignatureAttribute::signature)
                                .map(Utf8Entry::stringValue)
                                .orElse(""));
        Predicate<Set<AccessFlag>> visible =
                flags -> flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
        type.fields().stream()
                .filter(field -> visible.test(field.flags().flags()))
                .forEach(field -> signatures.put(
                        name + "." + field.fieldName(),
                        field.fieldType()
                                + field.findAttribute(Attributes.signature())
                                        .map(s -> s.signature().stringValue())
                                        .orElse("")));
        type.methods().stream()
                .filter(method ->
                        visible.test(method.flags().flags()) && !method.flags().has(AccessFlag.SYNTHETIC))
                .forEach(method -> signatures.put(
                        name + "." + methodName(method) + method.methodType(),
                        method.methodType()
                                + method.findAttribute(Attributes.signature())
                                        .map(s -> s.signature().stringValue())
                                        .orElse("")));
        return signatures;
    }

    private static String methodName(MethodModel method) {
        String name = method.methodName().stringValue();
        return name.equals(ConstantDescs.INIT_NAME) ? "new" : name;
    }

    // --- the run-time image

    /** The public top-level types of a JDK module's exported packages. */
    private static Set<String> publicTypesOf(String module) throws IOException {
        Set<String> exported = exportedPackages(
                ModuleFinder.ofSystem().find(module).orElseThrow().descriptor());
        Path folder = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
        return classFiles(folder)
                .filter(type -> !type.isModuleInfo() && type.flags().has(AccessFlag.PUBLIC))
                .map(type -> type.thisClass().asInternalName().replace('/', '.'))
                .filter(name -> !name.contains("$") && exported.contains(packageOf(name)))
                .collect(toCollection(TreeSet::new));
    }

    private static Stream<ClassModel> classFiles(Path folder) throws IOException {
        var models = new ArrayList<ClassModel>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".class"))::iterator) {
                models.add(ClassFile.of().parse(Files.readAllBytes(file)));
            }
        }
        return models.stream();
    }

    // --- names

    private static String packageOf(String name) {
        return name.substring(0, Math.max(0, Math.max(name.lastIndexOf('/'), name.lastIndexOf('.'))));
    }

    private static String relative(String internalPackage) {
        String name = internalPackage.replace('/', '.');
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : name;
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
